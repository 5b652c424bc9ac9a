# shellcheck shell=bash
# Passwords and tokens, for setup.sh and for ./relay: with the shell and coreutils alone, through standard input, because command lines are visible.

# The services, by their names in ./relay, the broker and compose.
SERVICES=(client-directory wahelp-gateway telegram-gateway)

# Shorter tokens can be guessed.
SHORTEST_TOKEN=24

# Without characters that a URL or a connection string would have to escape.
new_password() { head -c 24 /dev/urandom | hex; }

hex() { od -An -v -tx1 | tr -d ' \n'; }

# bytes HEX: the bytes of a hex text.
bytes() { printf '%b' "$(printf '%s' "$1" | sed 's/../\\x&/g')"; }

sha256() { sha256sum | cut -c 1-64; }

# trimmed TEXT: trimmed as the services trim secrets from files.
trimmed() {
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# hmac KEY MESSAGE: HMAC-SHA256 (RFC 2104) of two texts, in hex.
hmac() {
  local key inner='' outer='' i byte
  key=$(printf '%s' "$1" | hex)
  ((${#key} <= 128)) || key=$(bytes "$key" | sha256)
  while ((${#key} < 128)); do key+=00; done
  for ((i = 0; i < 128; i += 2)); do
    byte=$((16#${key:i:2}))
    printf -v inner '%s%02x' "$inner" $((byte ^ 0x36))
    printf -v outer '%s%02x' "$outer" $((byte ^ 0x5c))
  done
  inner=$({ bytes "$inner" && printf '%s' "$2"; } | sha256)
  bytes "$outer$inner" | sha256
}

# service_token ADMIN_TOKEN SERVICE: a service's administration token. It is useless at other services.
service_token() { hmac "$1" "$2"; }

# token_hash ADMIN_TOKEN SERVICE: for the service itself, which can verify its token by it, but cannot use it.
token_hash() { printf '%s' "$(service_token "$1" "$2")" | sha256; }

# As RabbitMQ stores passwords: four random bytes, then the SHA-256 of them and the password (rabbitmq.com/docs/passwords).
hash_password() {
  local salt digest
  salt=$(head -c 4 /dev/urandom | hex)
  digest=$({ bytes "$salt" && printf '%s' "$1"; } | sha256)
  bytes "$salt$digest" | base64 -w 0
}
