# shellcheck shell=bash
# The operator's tool, tools/Relay.Cli: here if there is .NET, else as an image of the compose stack.

TOOL_SOURCES=$ROOT/tools/Relay.Cli
TOOL=$TOOL_SOURCES/bin/Release/net10.0/Relay.Cli.dll

operate() {
  if tool_runs_here; then
    operate_here "$@"
  elif command -v docker >/dev/null; then
    operate_in_container "$@"
  else
    die "This command needs the .NET 10 SDK, or Docker."
  fi
}

tool_runs_here() { command -v dotnet >/dev/null && { tool_is_built || [[ -n $(dotnet --list-sdks) ]]; }; }

# Built from the current sources.
tool_is_built() {
  [[ -f $TOOL && -z $(find -L "$TOOL_SOURCES" -name obj -prune -o \( -name '*.cs' -o -name '*.csproj' \) -newer "$TOOL" -print -quit) ]]
}

build_tool() {
  say "Building the tool …"
  quietly attended dotnet restore "$TOOL_SOURCES" --nologo --verbosity quiet
  quietly attended dotnet build "$TOOL_SOURCES" --no-restore --configuration Release --nologo --verbosity quiet \
    -nodeReuse:false -p:UseSharedCompilation=false
}

# The tool gets the administration token, and no other setting.
operate_here() {
  local name
  tool_is_built || build_tool
  read_settings
  for name in RELAY_ADMIN_TOKEN RELAY_ADMIN_TOKEN_FILE; do
    if [[ -n ${SETTINGS[$name]:-} ]]; then export "$name=${SETTINGS[$name]}"; fi
  done
  if simulated; then export RELAY_SANDBOX_HOME=$RELAY_HOME/sandbox; fi
  exec dotnet "$TOOL" "$@"
}

operate_in_container() {
  local table=${!#} options=(--rm)
  [[ -n $(compose ps --all --quiet) ]] || die "No relay runs here. With Docker alone, docker compose up starts one: docs/compose.md."
  if ! docker image inspect relay-cli >/dev/null 2>&1; then
    say "Building the tool's image …"
    compose build cli >&2
  fi
  # A table is read here, as this user: the container cannot read this machine's files.
  if [[ ($1 == notify || "$1 ${2:-}" == "clients import") && -f $table && -r $table ]]; then
    exec <"$table"
    set -- "${@:1:$#-1}" -
  fi
  [[ -t 0 && -t 1 ]] || options+=(--no-TTY)
  compose --progress quiet run "${options[@]}" cli "$@"
}

compose() { docker compose --project-directory "$ROOT" --file "$ROOT/docker-compose.yml" "$@"; }
