# shellcheck shell=bash
# RabbitMQ and PostgreSQL for the services: those of the environment, else private ones under RELAY_HOME.

servers() {
  case ${1:-} in
    start) start_servers ;;
    stop) stop_servers ;;
    env) servers_env ;;
    vhost) virtual_host "${2:-}" "${3:-}" ;;
    rabbitmqctl) own_rabbitmq_control "${@:2}" ;;
    *) die "Usage: ./relay servers start|stop|env|vhost|rabbitmqctl" ;;
  esac
}

# One at a time: several test processes may ask at once. The lock is not passed on to the servers, who outlive us.
with_servers_lock() {
  mkdir -p "$RELAY_HOME"
  (
    flock 9
    "$@" 9>&-
  ) 9>"$RELAY_HOME/servers.lock"
}

servers_running() {
  { ! private_rabbitmq || rabbitmq_running; } && { ! private_postgres || postgres_running; }
}

start_servers() {
  servers_running && return
  require_servers_packages
  with_servers_lock start_missing_servers
}

start_missing_servers() {
  local starting=() one failed=0
  if private_postgres; then
    start_postgres &
    starting+=($!)
  fi
  if private_rabbitmq; then
    start_rabbitmq &
    starting+=($!)
  fi
  for one in "${starting[@]}"; do wait "$one" || failed=1; done
  return "$failed"
}

stop_servers() { with_servers_lock stop_running_servers; }

stop_running_servers() {
  stop_rabbitmq
  stop_postgres
}

servers_env() {
  servers_running || die "The servers are not running; ./relay servers start."
  printf 'export RABBITMQ=%q\n' "${RABBITMQ:-$(rabbitmq_uri)}"
  printf 'export POSTGRES_TELEGRAM_GATEWAY=%q\n' "${POSTGRES_TELEGRAM_GATEWAY:-$(postgres_connection telegram_gateway)}"
  printf 'export POSTGRES_WAHELP_GATEWAY=%q\n' "${POSTGRES_WAHELP_GATEWAY:-$(postgres_connection wahelp_gateway)}"
  printf 'export POSTGRES_CLIENT_DIRECTORY=%q\n' "${POSTGRES_CLIENT_DIRECTORY:-$(postgres_connection client_directory)}"
}

# Takes a home folder for this process alone; whatever happens, the end is the function named, which finds END_CODE.
claim_home() {
  local at_end=$1
  mkdir -p "$RELAY_HOME"
  exec 8>"$RELAY_HOME/lock"
  flock -n 8 || die "Another ./relay works in $RELAY_HOME; set RELAY_HOME to another folder to run a second one."
  # shellcheck disable=SC2064
  trap "END_CODE=\$?; trap '' INT TERM HUP; $at_end" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# Throws away what an earlier run left under the home folder, its servers included.
empty_home() {
  stop_servers
  rm -rf "$(postgres_home)" "$RELAY_HOME/postgres" "$(rabbitmq_home)"
}

# Starts servers that stop_own_servers will stop; those that somebody else started stay. The mark outlives a kill -9
# of ours, so that the next run takes the servers over.
start_own_servers() {
  if ! servers_running || [[ -e $RELAY_HOME/servers.owned ]]; then
    : >"$RELAY_HOME/servers.owned"
  fi
  start_servers
}

stop_own_servers() {
  [[ -e $RELAY_HOME/servers.owned ]] || return 0
  stop_servers
  rm -f "$RELAY_HOME/servers.owned"
}
