# shellcheck shell=bash
# RabbitMQ and PostgreSQL for the services: those of the environment, else private ones under RELAY_HOME.

servers() {
  case ${1:-} in
    start) start_servers ;;
    stop) stop_servers ;;
    env) servers_env ;;
    vhost) virtual_host "${2:-}" "${3:-}" ;;
    *) die "Usage: ./relay servers start|stop|env" ;;
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
  local postgres=
  if private_postgres; then
    start_postgres &
    postgres=$!
  fi
  if private_rabbitmq; then start_rabbitmq; fi
  if [[ -n $postgres ]]; then wait "$postgres"; fi
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
