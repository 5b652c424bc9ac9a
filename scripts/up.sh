# shellcheck shell=bash
# Starts everything: servers, services as separate processes and, without a bot token, the simulated providers.

declare -A PROCESSES=() ADDRESSES=() MANAGEMENT=()
STOPPING_TIME=20

up() {
  (($# == 0)) || die "Usage: ./relay up"
  LOGS=$RELAY_HOME/logs
  read_settings
  admin_token >/dev/null
  if simulated; then nested_home sandbox; fi
  claim_home stop_everything
  mkdir -p "$LOGS"
  say "Building …"
  restore
  build_release
  say "Starting RabbitMQ and PostgreSQL …"
  # The simulated Telegram starts counting updates anew, and so does the relay.
  if simulated; then empty_home; fi
  start_own_servers
  migrate
  choose_addresses
  write_management
  say "Starting the services …"
  if simulated; then start sandbox tests/Sandbox sandbox_environment; fi
  start client-directory services/ClientDirectory client_directory_environment
  start wahelp-gateway services/WahelpGateway wahelp_gateway_environment
  start telegram-gateway services/TelegramGateway telegram_gateway_environment
  wait_until_ready
  print_addresses
  watch_processes
}

# As in compose: on the private PostgreSQL the owner creates the tables, and no service may. On your own server the services do.
migrate() {
  local service migrating=() one
  say "Preparing the databases …"
  for service in "${SERVICES[@]}"; do
    [[ -z $(own_database_of "$service") ]] || continue
    migrate_one "$service" >"$LOGS/migrate-$service.log" 2>&1 8>&- &
    migrating+=($!)
  done
  for one in "${migrating[@]}"; do wait "$one" || die "A database could not be prepared; see $LOGS/migrate-….log."; done
}

migrate_one() {
  export ConnectionStrings__Postgres
  ConnectionStrings__Postgres=$(postgres_connection relay_owner "${1//-/_}")
  exec dotnet "$(assembly_of "$1")" migrate
}

# Simulated: free ports. Real: the services' default ports, because Wahelp's webhook must find them; on loopback unless another address
# is set.
choose_addresses() {
  if simulated; then
    local name
    for name in sandbox client-directory wahelp-gateway telegram-gateway; do
      ADDRESSES[$name]=http://127.0.0.1:$(free_port)
    done
    WEBHOOK_TOKEN=$(new_password)
    WAHELP_CHANNEL=5a9d7e0c-0000-4000-8000-000000000001
  else
    LISTEN=$(setting RELAY_LISTEN)
    ADDRESSES=([wahelp-gateway]=http://127.0.0.1:8080 [telegram-gateway]=http://127.0.0.1:8081 [client-directory]=http://127.0.0.1:8082)
  fi
}

# Simulated: the management addresses and the token, for ./relay dead and ./relay status.
write_management() {
  local name
  simulated || return 0
  : >"$RELAY_HOME/management"
  for name in client-directory wahelp-gateway telegram-gateway; do
    MANAGEMENT[$name]=http://127.0.0.1:$(free_port)
    echo "$name ${MANAGEMENT[$name]}" >>"$RELAY_HOME/management"
  done
  new_password >"$RELAY_HOME/admin-token"
}

sandbox_environment() {
  export ASPNETCORE_URLS=${ADDRESSES[sandbox]}
  export SANDBOX_WEBHOOK_URL=${ADDRESSES[wahelp-gateway]}/wahelp/webhook
  export SANDBOX_WEBHOOK_TOKEN=$WEBHOOK_TOKEN
  export SANDBOX_CHANNEL_UUID=$WAHELP_CHANNEL
}

service_environment() {
  local name=$1 token
  export_settings "$name"
  export ConnectionStrings__RabbitMq ConnectionStrings__Postgres RELAY_ADMIN_TOKEN_HASH
  ConnectionStrings__RabbitMq=$(broker_of "$name")
  ConnectionStrings__Postgres=$(database_of "$name")
  if simulated; then
    export ASPNETCORE_URLS=${ADDRESSES[$name]}
    export MANAGEMENT_URL=${MANAGEMENT[$name]}
    token=$(cat "$RELAY_HOME/admin-token")
  else
    export ASPNETCORE_URLS=http://${LISTEN:-127.0.0.1}:${ADDRESSES[$name]##*:}
    token=$(admin_token)
  fi
  RELAY_ADMIN_TOKEN_HASH=${token:+$(token_hash "$token" "$name")}
}

client_directory_environment() { service_environment client-directory; }

telegram_gateway_environment() {
  service_environment telegram-gateway
  export RELAY_FILES_CACHE=${RELAY_FILES_CACHE:-$RELAY_HOME/files}
  simulated || return 0
  export RELAY_PUBLIC_URL=${ADDRESSES[telegram-gateway]}
  export TELEGRAM_API_BASE=${ADDRESSES[sandbox]}
  export WAHELP_FILE_HOSTS=${ADDRESSES[sandbox]}
  export TELEGRAM_MODE=polling
  export TELEGRAM_BOT_TOKEN=100500:sandbox-token
}

wahelp_gateway_environment() {
  service_environment wahelp-gateway
  simulated || return 0
  export WAHELP_API_BASE=${ADDRESSES[sandbox]}
  export WAHELP_LOGIN=sandbox WAHELP_PASSWORD=sandbox
  export WAHELP_CLIENTS_PROJECT_ID=1
  export WAHELP_CLIENTS_CHANNEL_UUID=$WAHELP_CHANNEL
  export WAHELP_WEBHOOK_TOKEN=$WEBHOOK_TOKEN
}

# Its own session keeps Ctrl-C from reaching it before we stop it; the death signal ends it if we are killed.
start() {
  local name=$1 project=$2 environment=$3 folder
  folder=$ROOT/$project/bin/Release/net10.0
  (
    "$environment"
    # Less memory and a quicker start: no second mapping of code, no malloc arena per thread. Only the environment can set this.
    export DOTNET_EnableWriteXorExecute=0 MALLOC_ARENA_MAX=2
    cd "$folder" || exit
    exec setpriv --pdeathsig TERM setsid dotnet "Relay.$(basename "$project").dll"
  ) </dev/null >"$LOGS/$name.log" 2>&1 8>&- &
  PROCESSES[$name]=$!
}

wait_until_ready() {
  local name
  for name in "${!PROCESSES[@]}"; do
    local path=/health/ready seconds=120 tries code=0
    if [[ $name == sandbox ]]; then path=/health/live; fi
    for ((tries = seconds * 5; tries > 0; tries--)); do
      [[ $(http_status "${ADDRESSES[$name]}$path") == 200 ]] && break
      if ended "${PROCESSES[$name]}"; then
        wait "${PROCESSES[$name]}" || code=$?
        report_ended "$name" "$code"
      fi
      sleep 0.2
    done
    if ((tries == 0)); then
      show_log "$name"
      die "$name did not become ready within $seconds s."
    fi
  done
}

print_addresses() {
  echo
  if simulated; then
    echo "The relay is running, with Telegram and Wahelp simulated. The chat page:"
    echo
    echo "    ${ADDRESSES[sandbox]}/"
  else
    echo "The relay is running, with the real Telegram and Wahelp. Wahelp's webhook goes to ${LISTEN:-127.0.0.1}, port 8080, path /wahelp/webhook."
  fi
  echo
  echo "Logs: $LOGS. Ctrl-C stops everything."
}

# Returns only when a process ended unexpectedly.
watch_processes() {
  local name ended_id='' code=0
  wait -n -p ended_id "${PROCESSES[@]}" || code=$?
  for name in "${!PROCESSES[@]}"; do
    if [[ ${PROCESSES[$name]} == "$ended_id" ]]; then report_ended "$name" "$code"; fi
  done
}

show_log() {
  say "The last lines of $LOGS/$1.log:"
  tail -n 20 "$LOGS/$1.log" >&2
}

report_ended() {
  show_log "$1"
  die "$1 ended by itself (exit code $2)."
}

# Services first, so that they finish running work while the servers are up.
stop_everything() {
  local name
  stop_attended
  if ((${#PROCESSES[@]})); then
    say "Stopping …"
    for name in "${!PROCESSES[@]}"; do
      if [[ $name != sandbox ]]; then kill -TERM "${PROCESSES[$name]}" 2>/dev/null || true; fi
    done
    for name in "${!PROCESSES[@]}"; do
      if [[ $name != sandbox ]] && ! end_process "${PROCESSES[$name]}" "$STOPPING_TIME"; then
        say "$name did not stop within $STOPPING_TIME s and was killed."
      fi
    done
    if [[ -n ${PROCESSES[sandbox]:-} ]]; then end_process "${PROCESSES[sandbox]}" 5 || true; fi
  fi
  rm -f "$RELAY_HOME/management" "$RELAY_HOME/admin-token"
  stop_own_servers
  exit "$END_CODE"
}
