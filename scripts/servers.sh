# shellcheck shell=bash
# RabbitMQ and PostgreSQL for the services: those of the environment, else private ones under RELAY_HOME.

servers() {
  case ${1:-} in
    start) start_servers ;;
    stop) stop_servers ;;
    env) servers_env ;;
    database) add_database "${2:-}" "${3:-}" ;;
    vhost) virtual_host "${2:-}" "${3:-}" ;;
    rabbitmqctl) own_rabbitmq_control "${@:2}" ;;
    *) die "Usage: ./relay servers start|stop|env|vhost|database|rabbitmqctl" ;;
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
  local service
  servers_running || die "The servers are not running; ./relay servers start."
  for service in "${SERVICES[@]}"; do
    printf 'export RABBITMQ_%s=%q\n' "$(in_capitals "$service")" "$(broker_of "$service")"
    printf 'export POSTGRES_%s=%q\n' "$(in_capitals "$service")" "$(database_of "$service")"
  done
  # What tests do to the servers.
  if private_rabbitmq; then printf 'export RABBITMQ_ADMIN=%q\n' "$(rabbitmq_uri relay)"; fi
  if private_postgres; then
    printf 'export POSTGRES_ADMIN=%q\n' "$(postgres_connection relay postgres)"
    printf 'export POSTGRES_OWNER=%q\n' "$(postgres_connection relay_owner postgres)"
  fi
}

broker_of() {
  local own
  own=$(own_broker_of "$1")
  echo "${own:-$(rabbitmq_uri "$1")}"
}

database_of() {
  local own
  own=$(own_database_of "$1")
  echo "${own:-$(postgres_connection "${1//-/_}" "${1//-/_}")}"
}

# Goes on in a folder of the home folder.
nested_home() {
  mkdir -p "$RELAY_HOME"
  # Root's PostgreSQL runs as another user, who goes through.
  if is_root; then chmod 711 "$RELAY_HOME"; else chmod 700 "$RELAY_HOME"; fi
  RELAY_HOME=$RELAY_HOME/$1
}

# Takes a home folder for this process alone; whatever happens, the end is the function named, which finds END_CODE.
claim_home() {
  local at_end=$1
  mkdir -p "$RELAY_HOME"
  chmod 700 "$RELAY_HOME"
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
