# shellcheck shell=bash
# The tests, the bench and the soak, on their own fresh servers.

PASSED=0 FAILED=0 SKIPPED=0
# Seconds that one test project may take.
PROJECT_LIMIT=2400

run_tests() {
  local filter=${1:-} asked=${1:-} project projects
  (($# <= 1)) || die "Usage: ./relay test [FILTER]"
  RESULTS=$ROOT/TestResults
  start_fresh finish_tests
  mkdir -p "$RESULTS"
  restore
  check "The format (./relay format applies it)" format_is_right
  if [[ -z $asked ]]; then check_packages; fi
  say "Building …"
  build_release
  mapfile -t projects < <(matching_projects "$filter")
  if ((${#projects[@]})); then filter=; else mapfile -t projects < <(matching_projects ""); fi
  if [[ " ${projects[*]} " =~ \ (EndToEnd|Stack)\.Tests\  ]]; then require_chromium; fi
  if [[ -z $filter && " ${projects[*]} " == *" Stack.Tests "* ]]; then prepare_stack; fi
  start_own_servers
  eval "$(servers_env)"
  for project in "${projects[@]}"; do run_project "$project" "$filter"; done
  if [[ oncontainers == *"${asked,,}"* ]]; then run_on_containers; fi
  ((PASSED + FAILED + SKIPPED > 1)) || die "No test matches '$filter'."
}

run_bench() {
  start_fresh finish_run
  restore
  say "Building …"
  build_release
  start_own_servers
  eval "$(servers_env)"
  attended dotnet "$ROOT/tests/Bench/bin/Release/net10.0/Relay.Bench.dll" "$@"
}

# The soak starts its own servers, which it may kill.
run_chaos() {
  start_fresh finish_run
  require_servers_packages
  restore
  say "Building …"
  build_release
  attended dotnet "$ROOT/tests/Chaos/bin/Release/net10.0/Relay.Chaos.dll" "$@"
}

# A separate home folder, without the data of ./relay up or of an earlier run.
start_fresh() {
  require_dotnet
  nested_home test
  claim_home "$1"
  empty_home
}

# The stack's images. RELAY_ENGINE_HOOK is a command that provides a Docker engine, or public images, on a machine without
# them. Without an engine the stack tests are skipped.
prepare_stack() {
  if [[ -n ${RELAY_ENGINE_HOOK:-} ]]; then
    say "RELAY_ENGINE_HOOK …"
    (cd "$ROOT" && quietly attended bash -c "$RELAY_ENGINE_HOOK") || say "RELAY_ENGINE_HOOK failed."
  fi
  if ! docker info >/dev/null 2>&1; then
    say "No Docker engine answers: the stack was not checked."
    return
  fi
  say "Building the stack's images …"
  # A failure here also fails in the tests, and is reported there.
  (cd "$ROOT" && quietly attended docker compose --env-file /dev/null --profile sandbox --profile cli build) || true
}

matching_projects() {
  local folder name
  for folder in "$ROOT"/tests/*.Tests/; do
    name=$(basename "$folder")
    if [[ ${name,,} == *"${1,,}"* ]]; then echo "$name"; fi
  done
}

check() {
  local what=$1
  shift
  say "$what …"
  if "$@"; then
    PASSED=$((PASSED + 1))
  else
    say "Failed: $what"
    FAILED=$((FAILED + 1))
  fi
}

# An unknown result is neither passed nor failed.
check_packages() {
  local code=0
  audit_packages || code=$?
  case $code in
    0) PASSED=$((PASSED + 1)) ;;
    2) ;;
    *) FAILED=$((FAILED + 1)) ;;
  esac
}

# The fixtures with a Docker engine instead of servers. Testcontainers' remover is not needed, because the fixtures remove their
# containers themselves, and its image may be missing.
run_on_containers() {
  if ! docker info >/dev/null 2>&1; then
    say "No Docker engine answers: Testcontainers were not checked."
    return
  fi
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
  unset "${ADDRESSES_OF_SERVERS[@]}" RABBITMQ_ADMIN POSTGRES_ADMIN POSTGRES_OWNER
  run_project EndToEnd.Tests OnContainers only
}

# run_project NAME FILTER [EXPLICIT]: with EXPLICIT "only", the explicit tests.
run_project() {
  local name=$1 filter=$2 explicit=${3:-off} code=0 counts=() selection=()
  local results=$RESULTS/$name${3:+-$filter}.xml
  if [[ -n $filter ]]; then selection=(-method "*$filter*"); fi
  selection+=(-explicit "$explicit")
  rm -f "$results"
  say "$name …"
  attended timeout --kill-after=10 "$PROJECT_LIMIT" dotnet "$ROOT/tests/$name/bin/Release/net10.0/Relay.$name.dll" \
    -noLogo -noColor -result-xml "$results" "${selection[@]}" || code=$?
  read -r -a counts <<<"$(count_results "$results")"
  local total=${counts[0]} passed=${counts[1]} failed=$((counts[2] + counts[3])) skipped=${counts[4]} broken=
  if ((code == 124)); then
    broken="did not end within $PROJECT_LIMIT s"
  elif [[ ! -s $results ]]; then
    broken="ended with exit code $code and wrote no results"
  elif ((total == 0)) && [[ -z $filter ]]; then
    broken="has no test"
  elif ((code != 0 && failed == 0 && total > 0)); then
    broken="ended with exit code $code, though no test failed"
  fi
  if [[ -n $broken ]]; then
    say "Failed: $name $broken."
    failed=$((failed + 1))
  fi
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
}

# Prints total, passed, failed, errors and skipped of a result file; zeros if there is none.
count_results() {
  local assembly attribute
  assembly=$(grep -o -m 1 '<assembly [^>]*>' "$1" 2>/dev/null || true)
  for attribute in total passed failed errors skipped; do
    [[ $assembly =~ \ $attribute=\"([0-9]+)\" ]] && printf '%s ' "${BASH_REMATCH[1]}" || printf '0 '
  done
}

# The last line is always the count; an early end is a failure.
finish_tests() {
  stop_attended
  stop_own_servers
  if ((END_CODE != 0)); then FAILED=$((FAILED + 1)); fi
  ((SKIPPED == 0)) || echo "$SKIPPED skipped; each says why above."
  echo "$PASSED passed, $FAILED failed"
  exit $((FAILED > 0))
}

finish_run() {
  stop_attended
  stop_own_servers
  exit "$END_CODE"
}
