# shellcheck shell=bash
# A private PostgreSQL on loopback. It refuses to run as root, so root runs it as another user.

DATABASES=(telegram_gateway wahelp_gateway client_directory)

private_postgres() {
  [[ -z ${POSTGRES_TELEGRAM_GATEWAY:-} || -z ${POSTGRES_WAHELP_GATEWAY:-} || -z ${POSTGRES_CLIENT_DIRECTORY:-} ]]
}

# The real path: what is linked may lie where the other user can go, the link not.
postgres_home() { readlink -f "$RELAY_HOME/postgres" || echo "$RELAY_HOME/postgres"; }

postgres_connection() {
  local home
  home=$(postgres_home)
  echo "Host=127.0.0.1;Port=$(cat "$home/port");Username=relay;Password=$(cat "$home/password");Database=$1"
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
  alive "$home/data/postmaster.pid" "$home/" && listening "$(cat "$home/port")"
}

# Where root's folder is closed to the other user (a clone in /root), the data live in /var/tmp, linked from here.
prepare_postgres_home() {
  local home=$RELAY_HOME/postgres elsewhere
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
  local home=$1
  new_password | write_secret "$home/password"
  if is_root; then chown "$(postgres_user)" "$home/password"; fi
  as_postgres "$(postgres_programs)/initdb" --pgdata="$home/data.new" --username=relay --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions >"$home/initdb.log" 2>&1 || {
    tail -n 20 "$home/initdb.log" >&2
    die "PostgreSQL's initdb failed; its log is $home/initdb.log."
  }
  echo "include 'relay.conf'" >>"$home/data.new/postgresql.conf"
  mv "$home/data.new" "$home/data"
}

start_postgres() {
  local home
  postgres_running && return
  mkdir -p "$RELAY_HOME"
  prepare_postgres_home
  home=$(postgres_home)
  if [[ ! -d $home/data ]]; then
    rm -rf "$home/data.new"
    initialise_postgres "$home"
  fi
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
  create_databases "$home"
}

create_databases() {
  local home=$1 database
  write_secret "$home/pgpass" <<<"127.0.0.1:*:*:relay:$(cat "$home/password")"
  for database in "${DATABASES[@]}"; do
    private_psql "$home" -tAc "select 1 from pg_database where datname = '$database'" | grep -q 1 ||
      private_psql "$home" -qc "create database $database" >&2
  done
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
