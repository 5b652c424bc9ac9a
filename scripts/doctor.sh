# shellcheck shell=bash
# Checks the set-up: each service checks with its own secrets.

declare -A PROJECTS=([client-directory]=ClientDirectory [wahelp-gateway]=WahelpGateway [telegram-gateway]=TelegramGateway)

doctor() {
  local service ill=0
  (($# == 0)) || die "Usage: ./relay doctor"
  read_settings
  if simulated; then die "Without a TELEGRAM_BOT_TOKEN in .env or in the environment everything is simulated: there is nothing to check."; fi
  for service in "${SERVICES[@]}"; do
    if [[ ! -f $(assembly_of "$service") ]]; then
      say "Building …"
      restore
      build_release
    fi
  done
  servers_running || die "RabbitMQ and PostgreSQL do not run here. Start them with ./relay servers start, or set your own (.env.example)."
  choose_addresses
  for service in "${SERVICES[@]}"; do examine "$service" || ill=1; done
  return "$ill"
}

# In a subshell, with the environment that ./relay up gives to the service.
examine() (
  "${1//-/_}_environment"
  cd / && dotnet "$(assembly_of "$1")" doctor
)

assembly_of() { echo "$ROOT/services/${PROJECTS[$1]}/bin/Release/net10.0/Relay.${PROJECTS[$1]}.dll"; }
