# shellcheck shell=bash
# What comes from elsewhere: whether it is known to be weak, and what it is.

# A version that has been known to be weak for years (GHSA-5crp-9r3c-p9vr): who does not find this finds nothing.
KNOWN_BAD=Newtonsoft.Json KNOWN_BAD_VERSION=12.0.1

# Returns 0 where no package is known to be weak, 1 where one is, 2 where nobody knows.
audit_packages() {
  (($# == 0)) || die "Usage: ./relay audit"
  local code=0
  require_dotnet
  say "Packages known to be weak …"
  weak_packages_are_told || {
    say "Not checked: no source of packages tells that $KNOWN_BAD $KNOWN_BAD_VERSION is weak, so it would tell of no other."
    return 2
  }
  restore
  tells_of_weakness "$ROOT/Relay.sln" || code=$?
  case $code in
    0)
      dotnet list "$ROOT/Relay.sln" package --vulnerable --include-transitive >&2 || true
      return 1 ;;
    1) return 0 ;;
    *)
      say "The packages could not be listed."
      return 1 ;;
  esac
}

# Outside of the checkout, whose settings would reach it.
weak_packages_are_told() {
  local folder code=0
  folder=$(mktemp -d)
  cat >"$folder/Proof.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="$KNOWN_BAD" Version="$KNOWN_BAD_VERSION" /></ItemGroup>
</Project>
XML
  { attended dotnet restore "$folder/Proof.csproj" --nologo --verbosity quiet >/dev/null 2>&1 &&
    tells_of_weakness "$folder/Proof.csproj"; } || code=$?
  rm -rf "$folder"
  return "$code"
}

# Returns 1 where none is told of, 2 where the list could not be had.
tells_of_weakness() {
  local list
  list=$(dotnet list "$1" package --vulnerable --include-transitive --format json 2>/dev/null) || return 2
  grep -q '"advisoryurl"' <<<"$list"
}

# By what the build has restored.
write_bill() {
  local project=services/${PROJECTS[$1]}/Relay.${PROJECTS[$1]}.csproj
  cd "$ROOT"
  quietly attended dotnet restore "$project" --nologo --verbosity quiet
  quietly attended dotnet CycloneDX "$project" --disable-package-restore --output-format Json --output "$2" --filename "$1.cdx.json"
}

# The bill of materials of each service: every package that its build restored, with version, licence and hash.
write_bills() {
  (($# <= 1)) || die "Usage: ./relay sbom [FOLDER]"
  local folder service
  folder=$(realpath -m "${1:-$ROOT/TestResults/sbom}")
  require_dotnet
  quietly attended dotnet tool restore --tool-manifest "$ROOT/.config/dotnet-tools.json"
  for service in "${SERVICES[@]}"; do write_bill "$service" "$folder"; done
  say "Written: $folder"
}
