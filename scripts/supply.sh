# shellcheck shell=bash
# Packages: whether one has known vulnerabilities, and the SBOM of each service.

# This version has had a published vulnerability for years (GHSA-5crp-9r3c-p9vr).
KNOWN_BAD=Newtonsoft.Json KNOWN_BAD_VERSION=12.0.1

# Each restore audits packages (NuGetAudit in Directory.Build.props), but passes silently if a source publishes no vulnerabilities,
# and does not repeat the audit if nothing changed. Returns 0 if no package has known vulnerabilities, 1 if one has, 2 if unknown.
audit_packages() {
  (($# == 0)) || die "Usage: ./relay audit"
  require_dotnet
  say "Packages with known vulnerabilities …"
  sources_publish_vulnerabilities || {
    say "Not checked: no package source reports the known vulnerability of $KNOWN_BAD $KNOWN_BAD_VERSION, so none would report others."
    return 2
  }
  quietly attended dotnet restore "$ROOT/Relay.sln" --force --nologo --verbosity quiet
}

# Outside the checkout, whose settings would apply to the project.
sources_publish_vulnerabilities() {
  local folder output
  folder=$(mktemp -d)
  cat >"$folder/Proof.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>true</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="$KNOWN_BAD" Version="$KNOWN_BAD_VERSION" /></ItemGroup>
</Project>
XML
  output=$(dotnet restore "$folder/Proof.csproj" --nologo --verbosity quiet 2>&1 8>&-) || true
  rm -rf "$folder"
  [[ $output =~ NU190[1-4] ]]
}

# From the packages that the build restored.
write_sbom() {
  local project=services/${PROJECTS[$1]}/Relay.${PROJECTS[$1]}.csproj
  cd "$ROOT"
  quietly attended dotnet restore "$project" --nologo --verbosity quiet
  quietly attended dotnet CycloneDX "$project" --disable-package-restore --output-format Json --output "$2" --filename "$1.cdx.json"
}

# The SBOM of each service: every package that its build restored, with version, licence and hash.
write_sboms() {
  (($# <= 1)) || die "Usage: ./relay sbom [FOLDER]"
  local folder service
  folder=$(realpath -m "${1:-$ROOT/TestResults/sbom}")
  require_dotnet
  quietly attended dotnet tool restore --tool-manifest "$ROOT/.config/dotnet-tools.json"
  for service in "${SERVICES[@]}"; do write_sbom "$service" "$folder"; done
  say "Written: $folder"
}
