# shellcheck shell=bash
# Settings from .env and the environment. They are kept in an array and removed from the environment: a process gets only its own.

declare -A SETTINGS=()

# The addresses of your own servers.
ADDRESSES_OF_SERVERS=(RABBITMQ RABBITMQ_TELEGRAM_GATEWAY RABBITMQ_WAHELP_GATEWAY RABBITMQ_CLIENT_DIRECTORY
  POSTGRES_TELEGRAM_GATEWAY POSTGRES_WAHELP_GATEWAY POSTGRES_CLIENT_DIRECTORY)

# .env has lines NAME=value; the environment wins over it.
read_settings() {
  local name
  while IFS= read -r name; do
    if is_setting "$name"; then
      SETTINGS[$name]=${!name}
      export -n "$name"
    fi
  done < <(compgen -e)
  read_env_file
  for name in "${ADDRESSES_OF_SERVERS[@]}"; do printf -v "$name" %s "${SETTINGS[$name]:-}"; done
}

is_setting() { [[ $1 != RELAY_HOME && $1 =~ ^(TELEGRAM_|WAHELP_|RELAY_|PHONE_|OTEL_|RABBITMQ|POSTGRES_|ConnectionStrings__|ASPNETCORE_URLS$|MANAGEMENT_URL$) ]]; }

read_env_file() {
  local line name value
  [[ -f $ROOT/.env ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || continue
    name=${BASH_REMATCH[2]}
    value=${BASH_REMATCH[3]}
    if [[ $value =~ ^\"(.*)\"[[:space:]]*$ || $value =~ ^\'(.*)\'[[:space:]]*$ ]]; then value=${BASH_REMATCH[1]}; fi
    if [[ -z ${SETTINGS[$name]:-} ]] && ! in_environment "$name"; then SETTINGS[$name]=$value; fi
  done <"$ROOT/.env"
}

in_environment() { [[ $(declare -p "$1" 2>/dev/null) == "declare -x"* && -n ${!1} ]]; }

# setting NAME: its value; if it is not set, the content of the file that NAME_FILE names.
setting() {
  if [[ -n ${SETTINGS[$1]:-} ]]; then
    printf '%s' "${SETTINGS[$1]}"
  elif [[ -n ${SETTINGS[$1_FILE]:-} ]]; then
    trimmed "$(cat "${SETTINGS[$1_FILE]}")"
  fi
}

# The token from which each service's own is derived; empty if none is set.
admin_token() {
  local token
  token=$(setting RELAY_ADMIN_TOKEN)
  [[ -z $token ]] || ((${#token} >= SHORTEST_TOKEN)) || die "RELAY_ADMIN_TOKEN has less than $SHORTEST_TOKEN characters: set it to a long random text."
  printf '%s' "$token"
}

simulated() { [[ -z ${SETTINGS[TELEGRAM_BOT_TOKEN]:-}${SETTINGS[TELEGRAM_BOT_TOKEN_FILE]:-} ]]; }

# export_settings PROCESS: exports a process's own settings; for a subshell.
export_settings() {
  local name
  for name in "${!SETTINGS[@]}"; do
    if belongs_to "$name" "$1"; then export "$name=${SETTINGS[$name]}"; fi
  done
}

# Addresses, databases and tokens come from the script itself.
belongs_to() {
  case $1 in
    RABBITMQ* | POSTGRES_* | ConnectionStrings__* | RELAY_ADMIN_TOKEN* | RELAY_LISTEN | ASPNETCORE_URLS | MANAGEMENT_URL) false ;;
    TELEGRAM_* | RELAY_TELEGRAM_* | RELAY_OWNER_* | RELAY_PUBLIC_URL | RELAY_FILES_* | WAHELP_FILE_HOSTS) [[ $2 == telegram-gateway ]] ;;
    WAHELP_* | RELAY_WAHELP_*) [[ $2 == wahelp-gateway ]] ;;
    *) [[ $2 != sandbox ]] ;;
  esac
}
