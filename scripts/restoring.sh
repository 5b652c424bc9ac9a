# shellcheck shell=bash
# Run before a service starts on a database restored from a backup.

# After a database was restored from a backup: see docs/operations.md.
restored() {
  local service=${1:-} project folder verb=restored
  case $service in
    wahelp-gateway) project=WahelpGateway ;;
    telegram-gateway) project=TelegramGateway ;;
    # TelegramGateway still has what it forgot.
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
