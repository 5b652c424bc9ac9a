# shellcheck shell=bash
# A private RabbitMQ: its own node name, cookie, ports, data and epmd, all bound to loopback.

private_rabbitmq() { [[ -z ${RABBITMQ:-} ]]; }

rabbitmq_home() { echo "$RELAY_HOME/rabbitmq"; }

rabbitmq_uri() {
  local home
  home=$(rabbitmq_home)
  echo "amqp://relay:$(cat "$home/password")@127.0.0.1:$(cat "$home/port")/relay"
}

# Becomes a command that sees the node's own settings and nothing of /etc/rabbitmq.
with_rabbitmq() {
  local home
  home=$(rabbitmq_home)
  exec env \
    HOME="$home" \
    RABBITMQ_NODENAME="$(cat "$home/node")" \
    RABBITMQ_CONF_ENV_FILE="$home/none" \
    RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf" \
    RABBITMQ_ADVANCED_CONFIG_FILE="$home/none.config" \
    RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins" \
    RABBITMQ_MNESIA_BASE="$home/data" \
    RABBITMQ_LOG_BASE="$home/log" \
    RABBITMQ_DIST_PORT="$(cat "$home/distribution_port")" \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
    RABBITMQ_CTL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
    ERL_EPMD_PORT="$(cat "$home/epmd_port")" \
    ERL_EPMD_ADDRESS=127.0.0.1 \
    "$@"
}

rabbitmq_running() {
  local home
  home=$(rabbitmq_home)
  alive "$home/pid" rabbitmq && listening "$(cat "$home/port")"
}

prepare_rabbitmq() {
  local home=$1
  mkdir -p "$home/data" "$home/log"
  if [[ ! -s $home/node ]]; then
    new_password | write_secret "$home/password"
    rm -f "$home/.erlang.cookie"
    new_password | write_secret "$home/.erlang.cookie"
    chmod 400 "$home/.erlang.cookie"
    echo '[].' >"$home/enabled_plugins"
    echo "relay-$(new_password | head -c 8)@localhost" >"$home/node"
  fi
  kept_port "$home/epmd_port" >/dev/null
  kept_port "$home/distribution_port" >/dev/null
  write_secret "$home/rabbitmq.conf" <<TEXT
listeners.tcp.1 = 127.0.0.1:$(kept_port "$home/port")
default_user = relay
default_pass = $(cat "$home/password")
default_vhost = relay
disk_free_limit.absolute = 200MB
raft.wal_max_size_bytes = 67108864
TEXT
}

# Our own epmd: RabbitMQ would start one on all interfaces that outlives it.
start_epmd() {
  local home=$1
  setsid epmd -address 127.0.0.1 -port "$(cat "$home/epmd_port")" </dev/null >"$home/log/epmd.log" 2>&1 8>&- &
  echo $! >"$home/epmd_pid"
  for ((i = 0; i < 50; i++)); do
    listening "$(cat "$home/epmd_port")" && return
    sleep 0.1
  done
}

start_rabbitmq() {
  local home pid
  home=$(rabbitmq_home)
  rabbitmq_running && return
  stop_rabbitmq
  prepare_rabbitmq "$home"
  start_epmd "$home"
  # "Under systemd" the start script becomes the broker, so that the process id is the broker's own.
  (RUNNING_UNDER_SYSTEMD=1 with_rabbitmq setsid "$(rabbitmq_programs)/rabbitmq-server") \
    </dev/null >"$home/log/start.log" 2>&1 8>&- &
  pid=$!
  echo "$pid" >"$home/pid"
  for ((i = 0; i < 1200; i++)); do
    rabbitmq_running && return
    ended "$pid" && break
    sleep 0.1
  done
  tail -n 20 "$home/log/start.log" >&2
  die "RabbitMQ did not start; its logs are in $home/log."
}

stop_rabbitmq() {
  local home
  home=$(rabbitmq_home)
  if alive "$home/pid" rabbitmq; then end_process "$(cat "$home/pid")" 30 || true; fi
  if alive "$home/epmd_pid" epmd; then end_process "$(cat "$home/epmd_pid")" 5 || true; fi
  rm -f "$home/pid" "$home/epmd_pid"
}

rabbitmq_control() { (with_rabbitmq "$(rabbitmq_programs)/rabbitmqctl" -q "$@"); }

# Only ours: a broker of the environment is not changed.
own_rabbitmq_control() {
  rabbitmq_running || die "No private RabbitMQ is running; ./relay servers start."
  [[ ${RABBITMQ:-$(rabbitmq_uri)} == "$(rabbitmq_uri)" ]] || die "RABBITMQ in the environment names a broker that is not the private one."
  rabbitmq_control "$@"
}

# Virtual hosts keep tests apart.
virtual_host() {
  local action=$1 name=$2
  [[ $name =~ ^[A-Za-z0-9_-]+$ ]] || die "A virtual host's name is made of letters, digits, - and _."
  case $action in
    add)
      own_rabbitmq_control add_vhost "$name"
      rabbitmq_control set_permissions -p "$name" relay '.*' '.*' '.*'
      ;;
    remove) own_rabbitmq_control delete_vhost "$name" ;;
    *) die "Usage: ./relay servers vhost add|remove NAME" ;;
  esac
}
