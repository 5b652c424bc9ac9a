# shellcheck shell=bash
# RabbitMQ and PostgreSQL for the services: those in the environment, else private ones under RELAY_HOME.

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

# One at a time: several test processes may ask at once. The servers do not inherit the lock, because they outlive us.
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
  # For tests that need an administrator.
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

# Continues in a folder of the home folder.
nested_home() {
  mkdir -p "$RELAY_HOME"
  # Root's PostgreSQL runs as another user, who passes through.
  if is_root; then chmod 711 "$RELAY_HOME"; else chmod 700 "$RELAY_HOME"; fi
  RELAY_HOME=$RELAY_HOME/$1
}

# Locks a home folder for this process; the named function runs at the end in any case, with END_CODE.
claim_home() {
  local at_end=$1
  mkdir -p "$RELAY_HOME"
  chmod 700 "$RELAY_HOME"
  exec 8>"$RELAY_HOME/lock"
  flock -n 8 || die "Another ./relay is running in $RELAY_HOME. To run a second one, set RELAY_HOME to another folder."
  # shellcheck disable=SC2064
  trap "END_CODE=\$?; trap '' INT TERM HUP; $at_end" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

# Removes everything that an earlier run left under the home folder, its servers included.
empty_home() {
  stop_servers
  rm -rf "$(postgres_home)" "$RELAY_HOME/postgres" "$(rabbitmq_home)"
}

# Starts servers that stop_own_servers will stop; those started otherwise stay. The mark survives a kill -9 of this
# process, so that the next run takes the servers over.
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
