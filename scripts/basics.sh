# shellcheck shell=bash
# Used by every command: messages, secrets, ports, processes, waiting.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "relay: $*"
  exit 1
}

is_root() { ((EUID == 0)); }

# kept_password FILE: created once.
kept_password() {
  if [[ ! -s $1 ]]; then
    new_password >"$1.new"
    mv "$1.new" "$1"
  fi
  cat "$1"
}

# telegram-gateway to TELEGRAM_GATEWAY.
in_capitals() {
  local name=${1^^}
  echo "${name//-/_}"
}

listening() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A free loopback port, below the kernel's range for outgoing connections.
free_port() {
  local port
  while :; do
    port=$((10000 + RANDOM % 20000))
    if ! listening "$port"; then
      echo "$port"
      return
    fi
  done
}

# The port in a file if it is free (clients reconnect to a server's old port), else a new one, stored there.
kept_port() {
  local file=$1 port
  port=$(cat "$file" 2>/dev/null || true)
  if [[ -z $port ]] || listening "$port"; then
    port=$(free_port)
    echo "$port" >"$file"
  fi
  echo "$port"
}

# True if the process whose id is in a file is running and is ours: a recycled id has another command line.
alive() {
  local pid_file=$1 word=$2 pid
  pid=$(head -n 1 "$pid_file" 2>/dev/null) && [[ -n $pid ]] || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$word"
}

# Asks a process to end, waits that many seconds, then kills it.
end_process() {
  local pid=$1 seconds=$2
  kill -TERM "$pid" 2>/dev/null || return 0
  for ((i = 0; i < seconds * 10; i++)); do
    ended "$pid" && return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  return 1
}

# Gone, or a zombie that waits for its parent.
ended() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null || true)
  [[ -z $state || $state == Z ]]
}

# The status code of a GET, without needing curl on the machine.
http_status() {
  local address=${1#http://} path answer
  path=/${address#*/}
  address=${address%%/*}
  answer=$(
    exec 2>/dev/null 3<>"/dev/tcp/${address%:*}/${address##*:}" || exit 0
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$path" "$address" >&3
    IFS= read -r -t 5 line <&3 || true
    echo "${line:-}"
  ) || true
  answer=${answer#* }
  echo "${answer%% *}"
}

# Runs a command so that a signal to us is handled at once, not after the command; stop_attended ends it.
attended() {
  local code=0
  "$@" 8>&- &
  ATTENDED=$!
  wait "$ATTENDED" || code=$?
  ATTENDED=
  return "$code"
}

stop_attended() {
  if [[ -n ${ATTENDED:-} ]]; then end_process "$ATTENDED" 10 || true; fi
}
