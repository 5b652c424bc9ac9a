# shellcheck shell=bash
# What is right with the set-up, and what is wrong: each service looks with its own secrets.

declare -A PROJECTS=([client-directory]=ClientDirectory [wahelp-gateway]=WahelpGateway [telegram-gateway]=TelegramGateway)

doctor() {
  local service ill=0
  (($# == 0)) || die "Usage: ./relay doctor"
  read_settings
  if simulated; then die "Without a TELEGRAM_BOT_TOKEN, in .env or in the environment, everything is simulated: there is nothing to look at."; fi
  for service in "${SERVICES[@]}"; do
    if [[ ! -f $(assembly_of "$service") ]]; then
      say "Building …"
      restore
      build_release
    fi
  done
  servers_running || die "RabbitMQ and PostgreSQL do not run here: start them by ./relay servers start, or name your own (.env.example)."
  choose_addresses
  for service in "${SERVICES[@]}"; do examine "$service" || ill=1; done
  return "$ill"
}

# In a shell of its own, with the environment that ./relay up gives to the service.
examine() (
  "${1//-/_}_environment"
  cd / && dotnet "$(assembly_of "$1")" doctor
)

assembly_of() { echo "$ROOT/services/${PROJECTS[$1]}/bin/Release/net10.0/Relay.${PROJECTS[$1]}.dll"; }
