# shellcheck shell=bash
# A private RabbitMQ: its own node name, cookie, ports, data and epmd, all bound to loopback.

private_rabbitmq() {
  local service
  for service in "${SERVICES[@]}"; do
    [[ -n $(own_broker_of "$service") ]] || return 0
  done
  return 1
}

# A service's broker in the environment: its own address, or the one for all.
own_broker_of() {
  local name
  name=RABBITMQ_$(in_capitals "$1")
  echo "${!name:-${RABBITMQ:-}}"
}

rabbitmq_home() { echo "$RELAY_HOME/rabbitmq"; }

# rabbitmq_uri USER: a service, or the administrator, relay.
rabbitmq_uri() {
  local home
  home=$(rabbitmq_home)
  echo "amqp://$1:$(cat "$home/passwords/$1")@127.0.0.1:$(cat "$home/port")/relay"
}

# Executes a command with the node's own settings, without /etc/rabbitmq.
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
  # If missing: the data are of an earlier version, which had no users for the services.
  [[ -d $home/passwords ]] && alive "$home/pid" rabbitmq && listening "$(cat "$home/port")"
}

prepare_rabbitmq() {
  local home=$1 user
  mkdir -p "$home/data" "$home/log" "$home/passwords"
  # The broker's files hold texts and phones.
  chmod 700 "$home"
  for user in relay "${SERVICES[@]}"; do kept_password "$home/passwords/$user" >/dev/null; done
  if [[ ! -s $home/node ]]; then
    rm -f "$home/.erlang.cookie"
    new_password >"$home/.erlang.cookie"
    chmod 400 "$home/.erlang.cookie"
    echo '[].' >"$home/enabled_plugins"
    echo "relay-$(new_password | head -c 8)@localhost" >"$home/node"
  fi
  kept_port "$home/epmd_port" >/dev/null
  kept_port "$home/distribution_port" >/dev/null
  broker_users >"$home/definitions.json"
  cat >"$home/rabbitmq.conf" <<TEXT
listeners.tcp.1 = 127.0.0.1:$(kept_port "$home/port")
definitions.import_backend = local_filesystem
definitions.local.path = $home/definitions.json
disk_free_limit.absolute = 200MB
raft.wal_max_size_bytes = 67108864
TEXT
}

# Users as in compose, and an administrator. The services create exchanges and queues, as on your own broker.
broker_users() {
  local service users
  users=$(definitions_of users)
  for service in "${SERVICES[@]}"; do users=${users//"@$service@"/"$(hash_password "$(cat "$(rabbitmq_home)/passwords/$service")")"}; done
  cat <<JSON
{
  "users": [
    {"name": "relay", "password_hash": "$(hash_password "$(cat "$(rabbitmq_home)/passwords/relay")")", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ["administrator"]},
$users
  ],
$(host_and_rights relay)
}
JSON
}

# host_and_rights NAME: a virtual host with its permissions.
host_and_rights() {
  cat <<JSON
  "vhosts": [{"name": "$1"}],
  "permissions": [
    {"vhost": "$1", "user": "relay", "configure": ".*", "write": ".*", "read": ".*"},
$(definitions_of permissions | sed "s/\"vhost\": \"relay\"/\"vhost\": \"$1\"/")
  ]
JSON
}

# definitions_of LIST: the members of a list in the project's definitions, one per line.
definitions_of() { sed -n "/^  \"$1\": \[/,/^  \],/p" "$ROOT/deploy/rabbitmq/definitions.json" | sed '1d;$d'; }

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

# Only our own: a broker from the environment is not changed.
own_rabbitmq_control() {
  rabbitmq_running || die "No private RabbitMQ is running; ./relay servers start."
  [[ ${RABBITMQ_ADMIN:-${RABBITMQ:-$(rabbitmq_uri relay)}} == "$(rabbitmq_uri relay)" ]] ||
    die "RABBITMQ or RABBITMQ_ADMIN in the environment names a broker that is not the private one."
  rabbitmq_control "$@"
}

# Virtual hosts keep tests apart.
virtual_host() {
  local action=$1 name=$2 rights
  [[ $name =~ ^[A-Za-z0-9_-]+$ ]] || die "A virtual host's name may have letters, digits, - and _."
  case $action in
    add)
      rights=$(mktemp)
      printf '{\n%s\n}\n' "$(host_and_rights "$name")" >"$rights"
      own_rabbitmq_control import_definitions "$rights" >&2
      rm -f "$rights"
      ;;
    remove) own_rabbitmq_control delete_vhost "$name" ;;
    *) die "Usage: ./relay servers vhost add|remove NAME" ;;
  esac
}
