# shellcheck shell=bash
# Tables that go into a running relay, and out of it: notifications, the clients' base.

notify() {
  local note=
  if [[ ${1:-} == --note ]]; then
    note="?note=true"
    shift
  fi
  (($# == 1)) || die "Usage: ./relay notify [--note] FILE.csv   (columns phone, text and, optionally, id)"
  send_table wahelp-gateway "/notifications/file$note" "$1"
}

clients() {
  case ${1:-} in
    import)
      (($# == 2)) || clients_usage
      send_table client-directory /clients/import "$2"
      ;;
    export)
      (($# == 1)) || clients_usage
      find_relay
      manage_by client-directory GET /clients/export curl --silent --show-error --fail-with-body --no-buffer ||
        die "The export broke off: what it printed is not all."
      ;;
    *) clients_usage ;;
  esac
}

clients_usage() { die "Usage: ./relay clients import FILE.csv | ./relay clients export >FILE.csv   (columns phone, full_name, bot_tg_user_id)"; }

# send_table SERVICE PATH FILE: streams a file; shows how far it is, prints which lines are refused, and fails if any is.
send_table() {
  local service=$1 path=$2 file=$3 line finished=
  [[ -r $file && ! -d $file ]] || die "$file cannot be read."
  find_relay
  while IFS= read -r line; do
    case $line in
      "% "*) show_progress "${line#% }" ;;
      *)
        clear_progress
        echo "$line"
        if [[ $line == Done* ]]; then finished=$line; fi
        ;;
    esac
  done < <(manage_by "$service" POST "$path" curl --silent --show-error --no-buffer --header 'Content-Type: text/csv' --header 'Expect:' --upload-file "$file" || true)
  clear_progress
  [[ -n $finished ]] || die "Not all of $file was taken. Send it again: what was taken stays as it is."
  [[ $finished == *" 0 refused." ]]
}

# show_progress "PERCENT ROWS": a bar, for people only.
show_progress() {
  local percent=${1% *} rows=${1#* } bar
  [[ -t 2 ]] || return 0
  printf -v bar '%*s' $((percent * 40 / 100)) ''
  printf '\r[%-40s] %3d %%  %d rows' "${bar// /#}" "$percent" "$rows" >&2
}

clear_progress() { if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi; }

# manage_by SERVICE METHOD PATH COMMAND…: curl with the address and the token by standard input, see manage.
manage_by() {
  local service=$1 method=$2 path=$3
  shift 3
  "$@" --config - <<CONFIG
url = "$(management_address "$service")$path"
request = "$method"
header = "Accept: text/plain"
header = "Authorization: Bearer $(service_token "$ADMIN_TOKEN" "$service")"
CONFIG
}
