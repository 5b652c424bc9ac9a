# shellcheck shell=bash
# Restoring, building, formatting.

# Shows a command's output only if it failed.
quietly() {
  local log=$RELAY_HOME/build.log
  mkdir -p "$RELAY_HOME"
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    return 1
  }
}

restore() {
  require_dotnet
  quietly attended dotnet restore "$ROOT/Relay.sln" --nologo --verbosity quiet
}

# Without build servers, because they would outlive the command.
build_release() {
  quietly attended dotnet build "$ROOT/Relay.sln" --no-restore --configuration Release --nologo --verbosity quiet \
    -nodeReuse:false -p:UseSharedCompilation=false
}

# Layout only, which takes two seconds: the build checks the rest (analyzers, style, warnings as errors).
format_is_right() {
  attended dotnet format whitespace "$ROOT" --folder --exclude '**/obj' --verify-no-changes
}

format_code() {
  restore
  attended dotnet format "$ROOT/Relay.sln" --no-restore --severity warn
  attended dotnet format whitespace "$ROOT" --folder --exclude '**/obj'
}
