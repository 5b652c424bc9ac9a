# shellcheck shell=bash
# Restoring, building, formatting.

# Shows what a command printed only where it failed.
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

# Without build servers, which would outlive the command.
build_release() {
  quietly attended dotnet build "$ROOT/Relay.sln" --no-restore --configuration Release --nologo --verbosity quiet \
    -nodeReuse:false -p:UseSharedCompilation=false
}

# Layout only, which takes two seconds: what it does not see, the build does (analyzers, style, warnings as errors).
format_is_right() {
  attended dotnet format whitespace "$ROOT" --folder --exclude '**/obj' --verify-no-changes
}

format_code() {
  restore
  attended dotnet format "$ROOT/Relay.sln" --no-restore --severity warn
  attended dotnet format whitespace "$ROOT" --folder --exclude '**/obj'
}
