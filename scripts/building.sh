# shellcheck shell=bash
# Restoring, building, formatting.

restore() {
  require_dotnet
  attended dotnet restore "$ROOT/Relay.sln" --nologo --verbosity quiet
}

# Without build servers, which would outlive the command.
build_release() {
  attended dotnet build "$ROOT/Relay.sln" --no-restore --configuration Release --nologo --verbosity quiet \
    -consoleLoggerParameters:NoSummary -nodeReuse:false -p:UseSharedCompilation=false
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
