# shellcheck shell=bash
# What people do with a running relay: look at dead letters and at where a client's messages are.

ALL_SERVICES=(client-directory wahelp-gateway telegram-gateway)

dead() {
  local what=${1:-list} service=${2:-} id=${3:-}
  case $what in
    list)
      for service in ${service:-"${ALL_SERVICES[@]}"}; do
        echo "$service:"
        manage "$service" GET /dead
      done
      ;;
    show) [[ -n $id ]] && manage "$service" GET "/dead/$id" || dead_usage ;;
    replay | discard)
      [[ -n $id ]] || dead_usage
      if [[ $id == all ]]; then
        for id in $(manage "$service" GET "/dead?limit=1000" | awk '{print $1}'); do manage "$service" POST "/dead/$id/$what" || true; done
      else
        manage "$service" POST "/dead/$id/$what"
      fi
      ;;
    *) dead_usage ;;
  esac
}

dead_usage() { die "Usage: ./relay dead list [SERVICE] | show SERVICE ID | replay SERVICE ID|all | discard SERVICE ID|all"; }

status() {
  local who=${1:-} whose service
  (($# == 1)) || die "Usage: ./relay status PHONE   (or tg:ID for a Telegram account that is not linked)"
  whose=$(manage client-directory POST /clients/identify "{\"who\":\"${who//[^0-9A-Za-z+:() -]/}\"}")
  for service in telegram-gateway wahelp-gateway; do
    echo "$service:"
    manage "$service" POST /status "$whose"
  done
}

# manage SERVICE METHOD PATH [BODY]: the token goes by standard input, for command lines can be seen by everybody on the machine.
manage() {
  local service=$1 method=$2 path=$3 body=${4:-} address token answer code
  address=$(management_address "$service")
  token=$(admin_token)
  answer=$(curl --silent --show-error --max-time 30 --config - --write-out '\n%{http_code}' <<CONFIG
url = "$address$path"
request = "$method"
header = "Accept: text/plain"
header = "Content-Type: application/json"
header = "Authorization: Bearer $token"
$(if [[ -n $body ]]; then printf 'data = "%s"\n' "${body//\"/\\\"}"; fi)
CONFIG
  ) || die "$service does not answer at $address. Does it run?"
  code=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  if [[ -n $answer ]]; then echo "$answer"; fi
  [[ $code == 2?? ]]
}

# What ./relay up wrote down; else the ports that services have by default, or MANAGEMENT_URL_… of the environment.
management_address() {
  local known=
  case $1 in client-directory | wahelp-gateway | telegram-gateway) ;; *) die "There is no service '$1': ${ALL_SERVICES[*]}." ;; esac
  if [[ -f $(running_home)/management ]]; then known=$(sed -n "s/^$1 //p" "$(running_home)/management"); fi
  case $1 in
    wahelp-gateway) echo "${known:-http://127.0.0.1:9080}" ;;
    telegram-gateway) echo "${known:-http://127.0.0.1:9081}" ;;
    client-directory) echo "${known:-http://127.0.0.1:9082}" ;;
  esac
}

admin_token() {
  read_settings
  if [[ -n ${RELAY_ADMIN_TOKEN:-} ]]; then
    echo "$RELAY_ADMIN_TOKEN"
  elif [[ -n ${RELAY_ADMIN_TOKEN_FILE:-} ]]; then
    cat "$RELAY_ADMIN_TOKEN_FILE"
  elif [[ -f $(running_home)/admin-token ]]; then
    cat "$(running_home)/admin-token"
  else
    die "Set RELAY_ADMIN_TOKEN, in .env or in the environment, to what the services were given."
  fi
}

running_home() {
  if [[ -f $RELAY_HOME/sandbox/management ]]; then echo "$RELAY_HOME/sandbox"; else echo "$RELAY_HOME"; fi
}
