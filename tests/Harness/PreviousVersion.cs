using System.Diagnostics;

namespace Relay.Harness;

/// <summary>The services as they were before the newest migration, built from this checkout's history into a folder of their own.</summary>
public sealed class PreviousVersion : IDisposable
{
    const string Projects =
        """
        <Project>
          <Target Name="Build">
            <ItemGroup><Service Include="services/*Gateway/*.csproj;services/ClientDirectory/*.csproj" /></ItemGroup>
            <MSBuild Projects="@(Service)" Targets="Restore" Properties="IsRestoring=true" />
            <MSBuild Projects="@(Service)" Targets="Build" Properties="Configuration=$(Configuration);RunAnalyzers=false" BuildInParallel="true" />
          </Target>
        </Project>
        """;

    PreviousVersion(string folder) => Folder = folder;

    /// <summary>Its checkout, for <see cref="RelayStackOptions.Programs"/>.</summary>
    public string Folder { get; }

    /// <summary>Builds it; null where the history does not reach so far, as in a shallow clone.</summary>
    /// <exception cref="InvalidOperationException">It does not build; the message says why.</exception>
    public static async Task<PreviousVersion?> TryBuildAsync()
    {
        var newest = await RunAsync("git", "log", "-1", "--format=%H", "--diff-filter=A", "--", "services/*/Persistence/Migrations/*.cs");
        if (newest.ExitCode != 0 || (await RunAsync("git", "rev-parse", "--verify", $"{newest.Output.Trim()}^")) is not { ExitCode: 0 } before)
        {
            return null;
        }

        var version = new PreviousVersion(Directory.CreateTempSubdirectory("relay-previous-").FullName);
        try
        {
            var archive = Path.Combine(version.Folder, "archive.tar");
            await MustRunAsync("git", "archive", "--output", archive, before.Output.Trim());
            await MustRunAsync("tar", "-xf", archive, "-C", version.Folder);
            var project = Path.Combine(version.Folder, "previous.proj");
            await File.WriteAllTextAsync(project, Projects);
            await MustRunAsync(
                "dotnet", "msbuild", project, "-m", "-v:q", $"-p:Configuration={Repository.Configuration}", "-p:UseSharedCompilation=false", "-nodeReuse:false");
            return version;
        }
        catch
        {
            version.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    static async Task MustRunAsync(string program, params string[] arguments)
    {
        var result = await RunAsync(program, arguments);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {arguments[0]} ended with {result.ExitCode}: {result.Output}");
        }
    }

    static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await said;
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await said);
    }
}
