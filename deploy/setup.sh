#!/usr/bin/env bash
# Runs first at every `docker compose up`: creates missing passwords, and gives each container its own secrets as files.
# None is visible in `docker inspect` or part of an image.
set -euo pipefail
umask 077
cd /secrets
# shellcheck source=deploy/secrets.sh
source /deploy/secrets.sh

say() { printf 'setup: %s\n' "$*" >&2; }

# The id that the services run as: fixed by their base image.
readonly APP=1654
# For readers other than root: only one container mounts each folder.
folder() { mkdir -p "$1" && chmod 755 "$1"; }

# password NAME: created once, and kept as long as the databases.
password() {
  if [[ ! -s kept/$1 ]]; then
    mkdir -p kept
    new_password >"kept/$1.new"
    mv "kept/$1.new" "kept/$1"
  fi
  cat "kept/$1"
}

# give FOLDER NAME VALUE [MODE OWNER]: atomic; a reader sees the old value or the new one.
give() {
  folder "$1"
  printf '%s' "$3" >"$1/$2.new"
  chmod "${4:-400}" "$1/$2.new"
  chown "${5:-$APP}" "$1/$2.new"
  mv -f "$1/$2.new" "$1/$2"
}

# setting NAME: the file of NAME_FILE wins over NAME; empty if neither is set.
setting() {
  local file=/run/secrets/${1,,}
  if [[ -s $file ]]; then trimmed "$(cat "$file")"; else sed -n "s/^$1=//p" /run/settings; fi
}

broker_address() { printf 'amqp://%s:%s@rabbitmq:5672/relay' "$1" "$(password "rabbitmq-$1")"; }

# database_address DATABASE ROLE
database_address() { printf 'Host=postgres;Port=5432;Database=%s;Username=%s;Password=%s' "$1" "$2" "$(password "postgres-$2")"; }

services() {
  local service role token
  token=$(setting RELAY_ADMIN_TOKEN)
  if [[ -n $token ]] && ((${#token} < SHORTEST_TOKEN)); then
    say "RELAY_ADMIN_TOKEN has less than $SHORTEST_TOKEN characters: set it to a long random text."
    exit 1
  fi
  for service in "${SERVICES[@]}"; do
    role=${service//-/_}
    give "$service" rabbitmq "$(broker_address "$service")"
    give "$service" postgres "$(database_address "$role" "$role")"
    give "$service" admin_token_hash "${token:+$(token_hash "$token" "$service")}"
    give migrate "$service" "$(database_address "$role" relay_owner)"
    give postgres "$role" "$(password "postgres-$role")" 444 0
  done
  give cli admin_token "$token"
  give postgres relay_owner "$(password postgres-relay_owner)" 444 0
  give postgres postgres "$(password postgres-postgres)" 444 0
}

# Adds the users with their passwords to the project's definitions.
broker() {
  local service definitions
  definitions=$(cat /deploy/rabbitmq/definitions.json)
  for service in "${SERVICES[@]}"; do
    definitions=${definitions//"@$service@"/"$(hash_password "$(password "rabbitmq-$service")")"}
  done
  give rabbitmq definitions.json "$definitions" 444 0
}

outside() {
  if [[ -z $(setting TELEGRAM_BOT_TOKEN) ]]; then
    getent hosts sandbox >/dev/null || { say "Set TELEGRAM_BOT_TOKEN in .env, or simulate: docker compose --profile sandbox up"; exit 1; }
    simulated
  else
    if [[ -z $(setting TELEGRAM_API_BASE) ]] && getent hosts sandbox >/dev/null; then
      say "TELEGRAM_BOT_TOKEN is set: real and simulated clients would share databases. Remove the profile sandbox."
      exit 1
    fi
    real
  fi
}

real() {
  local name
  for name in TELEGRAM_BOT_TOKEN TELEGRAM_API_BASE TELEGRAM_WEBHOOK_SECRET TELEGRAM_PROXY WAHELP_FILE_HOSTS; do
    give telegram-gateway "${name,,}" "$(setting "$name")"
  done
  for name in WAHELP_API_BASE WAHELP_LOGIN WAHELP_PASSWORD WAHELP_ACCESS_TOKEN WAHELP_CLIENTS_PROJECT_ID WAHELP_CLIENTS_CHANNEL_UUID WAHELP_WEBHOOK_TOKEN; do
    give wahelp-gateway "${name,,}" "$(setting "$name")"
  done
}

# The sandbox's defaults.
simulated() {
  give telegram-gateway telegram_bot_token 100500:sandbox-token
  give telegram-gateway telegram_api_base http://sandbox:8090
  give telegram-gateway telegram_webhook_secret ''
  give telegram-gateway telegram_proxy ''
  give telegram-gateway wahelp_file_hosts http://sandbox:8090
  give wahelp-gateway wahelp_api_base http://sandbox:8090
  give wahelp-gateway wahelp_login sandbox
  give wahelp-gateway wahelp_password sandbox
  give wahelp-gateway wahelp_access_token ''
  give wahelp-gateway wahelp_clients_project_id 1
  give wahelp-gateway wahelp_clients_channel_uuid 5a2f6c1e-0b7d-4c57-9a3e-7d1f00c11e07
  give wahelp-gateway wahelp_webhook_token webhook-token-of-the-sandbox
}

outside
services
broker
say "every container has its secrets."
