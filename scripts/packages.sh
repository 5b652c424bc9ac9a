# shellcheck shell=bash
# The required programs. On Debian missing packages are installed; elsewhere the command says what to install.

require_dotnet() {
  command -v dotnet >/dev/null ||
    die "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download (the command 'dotnet' must be found)."
}

# The folder of RabbitMQ's own scripts. Debian's /usr/sbin/rabbitmq* change the user and the home folder: not those.
rabbitmq_programs() {
  local folder
  for folder in /usr/lib/rabbitmq/bin /usr/lib/rabbitmq/lib/*/sbin; do
    if [[ -x $folder/rabbitmq-server ]]; then
      echo "$folder"
      return
    fi
  done
  return 1
}

# The folder of the newest PostgreSQL's programs.
postgres_programs() {
  local folder
  folder=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)
  [[ -x $folder ]] || folder=$(command -v postgres) || return 1
  dirname "$(readlink -f "$folder")"
}

chromium_program() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

# Installs the Debian packages named, without starting the servers that come with them.
install_packages() {
  command -v apt-get >/dev/null ||
    die "These programs are missing, and this is not Debian: $*. Install them, or set RABBITMQ and POSTGRES_… to your own servers."
  local as_root=()
  if ! is_root; then
    command -v sudo >/dev/null || die "Missing packages: $*. Run as root: apt-get install $*"
    as_root=(sudo)
  fi
  say "Installing $* …"
  local log
  log=$(mktemp)
  # System files must be readable for everybody.
  (umask 022 && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive bash "$ROOT/scripts/install-packages.sh" "$@" >"$log" 2>&1) || {
    tail -n 30 "$log" >&2
    die "apt-get could not install: $*. See the log: $log"
  }
  rm -f "$log"
}

require_servers_packages() {
  local missing=()
  if private_rabbitmq && ! rabbitmq_programs >/dev/null; then missing+=(rabbitmq-server); fi
  if private_postgres && ! postgres_programs >/dev/null; then missing+=(postgresql); fi
  if ((${#missing[@]})); then install_packages "${missing[@]}"; fi
}

require_chromium() {
  [[ -n ${RELAY_CHROMIUM:-} ]] || chromium_program >/dev/null || install_packages chromium
}
