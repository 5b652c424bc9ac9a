# shellcheck shell=bash
# A private PostgreSQL on loopback. It refuses to run as root, so root runs it as another user.

private_postgres() {
  local service
  for service in "${SERVICES[@]}"; do
    [[ -n $(own_database_of "$service") ]] || return 0
  done
  return 1
}

# A service's database in the environment.
own_database_of() {
  local name
  name=POSTGRES_$(in_capitals "$1")
  echo "${!name:-}"
}

# The real path: the other user may reach the target of a link, but not the link.
postgres_home() { readlink -f "$RELAY_HOME/postgres" || echo "$RELAY_HOME/postgres"; }

# postgres_connection ROLE DATABASE: the role of a service, relay_owner, or the administrator, relay.
postgres_connection() {
  local home
  home=$(postgres_home)
  echo "Host=127.0.0.1;Port=$(cat "$home/port");Username=$1;Password=$(cat "$home/passwords/$1");Database=$2"
}

postgres_user() { if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

as_postgres() {
  if is_root; then
    local user
    user=$(postgres_user)
    (cd / && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@")
  else
    "$@"
  fi
}

postgres_running() {
  local home
  home=$(postgres_home)
  [[ -d $home/passwords ]] && alive "$home/data/postmaster.pid" "$home/" && listening "$(cat "$home/port")"
}

# If root's folder is closed to the other user (a clone in /root), the data are in /var/tmp, linked from here.
prepare_postgres_home() {
  local home=$RELAY_HOME/postgres elsewhere
  # The other user passes through to its own folder, and sees no other.
  if is_root; then chmod 711 "$RELAY_HOME"; fi
  [[ -e $home ]] && return
  rm -f "$home"
  mkdir "$home"
  is_root || return 0
  chown "$(postgres_user)" "$home"
  if ! as_postgres test -w "$home"; then
    rmdir "$home"
    elsewhere=$(mktemp -d /var/tmp/relay-postgres-XXXXXX)
    chown "$(postgres_user)" "$elsewhere"
    ln -s "$elsewhere" "$home"
  fi
}

initialise_postgres() {
  local home=$1 role
  rm -rf "$home/data" "$home/data.new"
  mkdir -p "$home/passwords"
  for role in relay relay_owner "${SERVICES[@]//-/_}"; do kept_password "$home/passwords/$role" >/dev/null; done
  echo "127.0.0.1:*:*:relay:$(cat "$home/passwords/relay")" >"$home/pgpass"
  # Readable for the other user while initdb runs.
  cp "$home/passwords/relay" "$home/initdb.password"
  if is_root; then chown "$(postgres_user)" "$home/initdb.password"; fi
  as_postgres "$(postgres_programs)/initdb" --pgdata="$home/data.new" --username=relay --pwfile="$home/initdb.password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions >"$home/initdb.log" 2>&1 || {
    tail -n 20 "$home/initdb.log" >&2
    die "PostgreSQL's initdb failed; its log is $home/initdb.log."
  }
  rm "$home/initdb.password"
  echo "include 'relay.conf'" >>"$home/data.new/postgresql.conf"
  : >"$home/unfinished"
  mv "$home/data.new" "$home/data"
}

start_postgres() {
  local home
  home=$(postgres_home)
  postgres_running && [[ ! -e $home/unfinished ]] && return
  stop_postgres
  mkdir -p "$RELAY_HOME"
  prepare_postgres_home
  home=$(postgres_home)
  if [[ ! -d $home/data || -e $home/unfinished ]]; then initialise_postgres "$home"; fi
  [[ -d $home/passwords ]] ||
    die "The data in $home are of an earlier version, without a role for each service. Move them with pg_dump, or delete $RELAY_HOME/postgres if you need nothing of it."
  cat >"$home/data/relay.conf" <<TEXT
listen_addresses = '127.0.0.1'
port = $(kept_port "$home/port")
unix_socket_directories = ''
max_connections = 400
shared_buffers = 128MB
fsync = on
synchronous_commit = on
TEXT
  chmod 644 "$home/data/relay.conf"
  as_postgres "$(postgres_programs)/pg_ctl" --pgdata="$home/data" --log="$home/data/server.log" --wait --timeout=60 --silent start \
    </dev/null >"$home/start.log" 2>&1 8>&- || {
    cat "$home/start.log" >&2
    tail -n 20 "$home/data/server.log" >&2
    die "PostgreSQL did not start; its log is $home/data/server.log."
  }
  if [[ -e $home/unfinished ]]; then
    RELAY_ROLES=$home/passwords private_psql "$home" -q -f "$ROOT/deploy/postgres/relay.sql" >&2
    rm "$home/unfinished"
  fi
}

# Another database for a service, with its rights as in relay.sql: for tests.
add_database() {
  local service=${1:-} database=${2:-}
  [[ " ${SERVICES[*]} " == *" $service "* && $database =~ ^[a-z0-9_]+$ ]] || die "Usage: ./relay servers database SERVICE NAME"
  postgres_running || die "No private PostgreSQL is running; ./relay servers start."
  private_psql "$(postgres_home)" -q -v role="${service//-/_}" -v database="$database" -f "$ROOT/deploy/postgres/service.psql" >&2
}

private_psql() {
  local home=$1
  shift
  PGPASSFILE=$home/pgpass "$(postgres_programs)/psql" -X -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(cat "$home/port")" -U relay -d postgres "$@"
}

stop_postgres() {
  local home
  home=$(postgres_home)
  alive "$home/data/postmaster.pid" "$home/" || return 0
  as_postgres "$(postgres_programs)/pg_ctl" --pgdata="$home/data" --mode=fast --wait --timeout=30 --silent stop >/dev/null 2>&1 ||
    as_postgres "$(postgres_programs)/pg_ctl" --pgdata="$home/data" --mode=immediate --wait --silent stop >/dev/null ||
    say "PostgreSQL did not stop; see $home/data/server.log."
}
