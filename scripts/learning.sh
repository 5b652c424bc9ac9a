# shellcheck shell=bash
# What an account of Wahelp can do: the owner finds it out with a test client.

wahelp() {
  [[ ${1:-} == learn ]] || wahelp_usage
  shift
  learn "$@"
}

wahelp_usage() { die "Usage: ./relay wahelp learn PHONE [--seconds N]   (a test client's phone; N: how long each step watches, 8 if left out)"; }

# learn PHONE [--seconds N]: each step is a question; what was seen is the service's to keep and to judge.
learn() {
  local phone=${1:-} seconds=8
  if [[ ${2:-} == --seconds ]]; then seconds=${3:-}; else (($# == 1)) || wahelp_usage; fi
  [[ -n $phone && $seconds =~ ^[0-9]+$ ]] || wahelp_usage
  find_relay
  echo "Take the phone of a test client of yours, and open this client in amoCRM. Nothing is sent unless you say y; no setting is changed."
  manage wahelp-gateway POST /learning "{\"phone\":\"${phone//[^0-9+() -]/}\"}" || exit 1
  trap 'give_up_learning' EXIT
  try_way messages "by POST …/messages, which should show it in amoCRM as the client's" "Does amoCRM show it as the client's?"
  try_way send_message "by POST …/send_message, which should send it to the client's phone" "Does amoCRM show it as the client's?"
  try_way from "by POST …/send_message with destination=from. It may show it in amoCRM as the client's, or send it to the client's phone" "Does amoCRM show it as the client's?"
  try_way comment "by POST …/send_message with destination=comment. It may be a note for managers, or go to the client's phone" "Does amoCRM show it to managers?"
  await_act write "As the manager, write something to this client in amoCRM."
  await_act edit "Edit it there (or skip, where that cannot be done)."
  await_act delete "Delete it there (or skip)."
  await_act photo "As the manager, send this client a photo."
  end_learning
}

# try_way WAY HOW QUESTION
try_way() {
  local way=$1 said phone crm
  echo
  yes_or_no "Send a short text $2?" || return 0
  said=$(manage wahelp-gateway POST "/learning/sent/$way?seconds=$seconds") || exit 1
  echo "$said"
  if [[ $said == Refused* ]]; then return 0; fi
  phone=$(seen "Did it come to the phone, in whichever messenger?")
  crm=$(seen "$3")
  manage wahelp-gateway POST "/learning/eyes/$way" "{\"onPhone\":$phone,\"inCrm\":$crm}" || exit 1
}

# await_act ACT WHAT
await_act() {
  local answer=s
  echo
  echo "$2 [Enter when done, s to skip]"
  read -r answer || answer=s
  if [[ $answer == s ]]; then return 0; fi
  manage wahelp-gateway POST "/learning/acts/$1?seconds=$seconds" || exit 1
}

end_learning() {
  local said report=$RELAY_HOME/wahelp-report.txt
  said=$(manage wahelp-gateway POST /learning/end) || exit 1
  trap - EXIT
  mkdir -p "$RELAY_HOME"
  echo "${said#*$'\n'---$'\n'}" >"$report"
  printf '\n%s\n\n' "${said%%$'\n'---$'\n'*}"
  echo "A report that may be published, without texts, phones and secrets, is in $report"
}

# Who breaks off leaves nothing behind.
give_up_learning() { manage wahelp-gateway DELETE /learning || true; }

yes_or_no() {
  local answer=n
  echo "$1 [y/n]"
  read -r answer || answer=n
  [[ $answer == y ]]
}

# seen QUESTION: true, false or null, as JSON; the question goes where people read it.
seen() {
  local answer=
  echo "$1 [y, n, Enter if you do not know]" >&2
  read -r answer || true
  case $answer in y) echo true ;; n) echo false ;; *) echo null ;; esac
}
