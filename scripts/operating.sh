# shellcheck shell=bash
# What people do with a running relay: look at dead letters and at where a client's messages are.

dead() {
  local what=${1:-list} service=${2:-} id=${3:-}
  case $what in list) (($# <= 2)) || dead_usage ;; show | replay | discard) (($# == 3)) || dead_usage ;; *) dead_usage ;; esac
  if [[ -n $service ]]; then require_service "$service"; fi
  find_relay
  case $what:$id in
    list:) list_dead "$service" ;;
    replay:all | discard:all) decide_all "$service" "$what" ;;
    *:*[!0-9]*) die "'$id' is no letter's number; ./relay dead list $service shows them." ;;
    show:*) manage "$service" GET "/dead/$id" ;;
    *) manage "$service" POST "/dead/$id/$what" ;;
  esac
}

dead_usage() { die "Usage: ./relay dead list [SERVICE] | show SERVICE ID | replay SERVICE ID|all | discard SERVICE ID|all"; }

list_dead() {
  local service lines failed=0
  for service in ${1:-"${SERVICES[@]}"}; do
    lines=$(letters "$service") || { failed=1 && continue; }
    echo "$service:${lines:+$'\n'}${lines:- nothing}"
  done
  return "$failed"
}

# A line for each letter that waits for somebody, the oldest first; the service gives a page at a time.
letters() {
  local service=$1 page after=0
  while page=$(manage "$service" GET "/dead?limit=1000&after=$after") || return 1; [[ -n $page ]]; do
    echo "$page"
    after=$(awk 'END { print $1 }' <<<"$page")
  done
}

# Those that there are now: a letter that comes back meanwhile is not taken twice.
decide_all() {
  local service=$1 what=$2 lines id done=0 not=0
  lines=$(letters "$service") || return 1
  for id in $(awk '{ print $1 }' <<<"$lines"); do
    if manage "$service" POST "/dead/$id/$what"; then done=$((done + 1)); else not=$((not + 1)); fi
  done
  echo "$done done, $not not."
  ((not == 0))
}

status() {
  local who=${1:-} whose service answer failed=0
  (($# == 1)) && [[ -n $who ]] || die "Usage: ./relay status PHONE   (or tg:ID for a Telegram account that is not linked)"
  find_relay
  whose=$(manage client-directory POST /clients/identify "{\"who\":\"${who//[^0-9A-Za-z+:() -]/}\"}") || exit 1
  if [[ $whose == *'"chats":[]'* ]]; then echo "No Telegram account is linked to this phone: what its owner wrote to the bot is found by tg:ID."; fi
  for service in telegram-gateway wahelp-gateway; do
    answer=$(manage "$service" POST /status "$whose") || { failed=1 && continue; }
    echo "$service:"$'\n'"$answer"
  done
  return "$failed"
}

# After a database was restored from a backup: see docs/operations.md.
restored() {
  local service=${1:-} project folder verb=restored
  case $service in
    wahelp-gateway) project=WahelpGateway ;;
    telegram-gateway) project=TelegramGateway ;;
    # What it forgot, TelegramGateway still has.
    client-directory) service=telegram-gateway project=TelegramGateway verb=repeat-contacts ;;
    *) die "Usage: ./relay restored telegram-gateway|wahelp-gateway|client-directory" ;;
  esac
  read_settings
  if simulated; then die "The simulated relay starts empty each time: there is nothing to restore. (Is TELEGRAM_BOT_TOKEN set, in .env or in the environment?)"; fi
  mkdir -p "$RELAY_HOME"
  flock -n "$RELAY_HOME/lock" true || die "The relay runs in $RELAY_HOME: stop it first (Ctrl-C in ./relay up)."
  claim_home stop_own_servers_and_end
  folder=$ROOT/services/$project/bin/Release/net10.0
  if [[ ! -f $folder/Relay.$project.dll ]]; then
    restore
    build_release
  fi
  start_own_servers
  choose_addresses
  LOGS=$RELAY_HOME/logs
  mkdir -p "$LOGS"
  migrate
  (
    "${service//-/_}_environment"
    cd "$folder" && exec dotnet "Relay.$project.dll" "$verb" 8>&-
  )
}

stop_own_servers_and_end() {
  stop_attended
  stop_own_servers
  exit "$END_CODE"
}

# manage SERVICE METHOD PATH [BODY]: prints what the service answers; where that is a refusal, on standard error, and fails.
# Token and body go by standard input, for command lines can be seen by everybody on the machine.
manage() {
  local service=$1 method=$2 path=$3 body=${4:-} address answer code
  address=$(management_address "$service")
  answer=$(curl --silent --max-time 60 --config - --write-out '\n%{http_code}' <<CONFIG
url = "$address$path"
request = "$method"
header = "Accept: text/plain"
header = "Content-Type: application/json"
header = "Authorization: Bearer $(service_token "$ADMIN_TOKEN" "$service")"
data = "$(quoted "$body")"
CONFIG
  ) || {
    say "$service does not answer at $address. Does it run?"
    return 1
  }
  code=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  answer=${answer%$'\n'}
  case $code in
    2??) printf '%s' "$answer${answer:+$'\n'}" ;;
    *) say "${answer:-$service answered $code.}" && return 1 ;;
  esac
}

# As curl's configuration wants text within quotes.
quoted() {
  local text=${1//\\/\\\\}
  echo "${text//\"/\\\"}"
}

require_service() { [[ " ${SERVICES[*]} " == *" $1 "* ]] || die "There is no service '$1'; there are ${SERVICES[*]}."; }

# For other systems, and for services that are started without ./relay and compose: what a service's administration asks for.
print_token() {
  (($# == 1)) || die "Usage: ./relay token SERVICE"
  require_service "$1"
  find_relay
  service_token "$ADMIN_TOKEN" "$1"
}

# Who is meant: the simulated relay that ./relay up runs here, else the services on this machine, whose tokens come from RELAY_ADMIN_TOKEN.
find_relay() {
  command -v curl >/dev/null || die "This command needs curl: install it."
  read_settings
  MANAGED=$RELAY_HOME/sandbox/management ADMIN_TOKEN=
  if simulated && [[ -f $MANAGED ]]; then
    ADMIN_TOKEN=$(cat "$RELAY_HOME/sandbox/admin-token")
    return
  fi
  MANAGED=/dev/null
  ADMIN_TOKEN=$(admin_token)
  if [[ -n $ADMIN_TOKEN ]]; then
    return
  elif simulated; then
    die "No relay runs here: ./relay up starts one. For services that run elsewhere on this machine, set RELAY_ADMIN_TOKEN to what their tokens were made of."
  else
    die "Set RELAY_ADMIN_TOKEN, in .env or in the environment, to what the services' tokens were made of."
  fi
}

# Where ./relay up put it; else the port that the service has by default.
management_address() {
  local known
  known=$(sed -n "s/^$1 //p" "$MANAGED")
  case $1 in
    wahelp-gateway) echo "${known:-http://127.0.0.1:9080}" ;;
    telegram-gateway) echo "${known:-http://127.0.0.1:9081}" ;;
    client-directory) echo "${known:-http://127.0.0.1:9082}" ;;
  esac
}
