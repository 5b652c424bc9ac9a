using System.Text.Json;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.SupplyChain;

/// <summary>The services' SBOMs, and the audit of the packages.</summary>
public sealed class SupplyChainTests : IDisposable
{
    private const string Reported = "warning NU1903: Package 'X' 1.0.0 has a known high severity vulnerability";
    private const string Failed = "error NU1902: Package 'Y' 1.0.0 has a known moderate severity vulnerability";
    private const string Unreachable = "warning NU1900: Error occurred while getting package vulnerability data";

    private static readonly Dictionary<string, string> Services = new(StringComparer.Ordinal)
    {
        ["client-directory"] = "ClientDirectory",
        ["wahelp-gateway"] = "WahelpGateway",
        ["telegram-gateway"] = "TelegramGateway",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("relay-supply-").FullName;

    [Fact]
    public async Task The_bills_of_materials_name_every_package_that_the_services_lock_in_its_version()
    {
        await RelayScript.MustRunAsync(["sbom", folder], Home());

        foreach (var (service, project) in Services)
        {
            using var bill = JsonDocument.Parse(await ReadAsync(Path.Combine(folder, $"{service}.cdx.json")));
            using var locked = JsonDocument.Parse(await ReadAsync(Path.Combine(Repository.Root, "services", project, "packages.lock.json")));
            var named = bill.RootElement.GetProperty("components").EnumerateArray()
                .Select(component => $"{component.GetProperty("name").GetString()} {component.GetProperty("version").GetString()}").ToHashSet(
                    StringComparer.Ordinal);
            var packages = from framework in locked.RootElement.GetProperty("dependencies").EnumerateObject()
                           from package in framework.Value.EnumerateObject()
                           where package.Value.GetProperty("type").GetString() != "Project"
                           select $"{package.Name} {package.Value.GetProperty("resolved").GetString()}";
            Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
            Assert.Contains("MassTransit 8.5.12", named);
            Assert.Subset(named, packages.ToHashSet(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("", "", 2, "Not checked")]
    [InlineData(Unreachable, "", 2, "Not checked")]
    [InlineData(Reported, "", 0, "")]
    [InlineData(Reported, Failed, 1, "NU1902")]
    public async Task The_audit_of_packages_passes_only_if_the_sources_report_a_well_known_vulnerability(string ofProof, string ofOurs, int code, string words)
    {
        var result = await RelayScript.RunAsync(["audit"], Home(await PretendedAsync(ofProof, ofOurs)));

        Assert.Equal(code, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

    private Dictionary<string, string?> Home(string? path = null)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["RELAY_HOME"] = Path.Combine(folder, ".relay") };
        if (path is not null)
        {
            environment["PATH"] = path;
        }

        return environment;
    }

    /// <summary>A PATH with a dotnet whose restore prints one text for the project with the known vulnerability, and another for ours.</summary>
    private async Task<string> PretendedAsync(string ofProof, string ofOurs)
    {
        var program = Path.Combine(folder, "dotnet");
        await File.WriteAllTextAsync(
            program,
            $$"""
            #!/bin/sh
            case "$1 $2" in
              restore*Proof.csproj) answer="{{ofProof}}" ;;
              restore*Relay.sln) answer="{{ofOurs}}" ;;
              *) exit 1 ;;
            esac
            echo "$answer"
            case $answer in error*) exit 1 ;; esac
            """,
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
