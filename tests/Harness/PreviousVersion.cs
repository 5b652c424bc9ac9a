using System.Diagnostics;

namespace Relay.Harness;

/// <summary>
/// The services at the baseline, built from this checkout's history into a separate folder. The baseline is the first commit with the schema of the
/// first release; a file names it.
/// </summary>
public sealed class PreviousVersion : IDisposable
{
    private const string Projects =
        """
        <Project>
          <Target Name="Build">
            <ItemGroup><Service Include="services/*Gateway/*.csproj;services/ClientDirectory/*.csproj" /></ItemGroup>
            <MSBuild Projects="@(Service)" Targets="Restore" Properties="IsRestoring=true" />
            <MSBuild Projects="@(Service)" Targets="Build" Properties="Configuration=$(Configuration);RunAnalyzers=false" BuildInParallel="true" />
          </Target>
        </Project>
        """;

    private PreviousVersion(string folder) => Folder = folder;

    /// <summary>Its checkout, for <see cref="RelayStackOptions.Programs"/>.</summary>
    public string Folder { get; }

    /// <summary>The file that names the baseline.</summary>
    public static string BaselineFile => Path.Combine(Repository.Root, "tests/Faults.Tests/Versions/baseline.txt");

    /// <summary>Builds it.</summary>
    /// <returns>Null, with the reason, if no baseline is named yet, or if the history is cut short, as in a shallow clone.</returns>
    /// <exception cref="InvalidOperationException">The history is complete but lacks the baseline, or the build fails; the message says why.</exception>
    public static async Task<(PreviousVersion? Version, string Why)> TryBuildAsync()
    {
        if (!File.Exists(BaselineFile))
        {
            return (null, "The first commit of the squashed schema is not written into tests/Faults.Tests/Versions/baseline.txt yet.");
        }

        var baseline = (await File.ReadAllTextAsync(BaselineFile)).Trim();
        if ((await RunAsync("git", "rev-parse", "--verify", $"{baseline}^{{commit}}")).ExitCode != 0)
        {
            return await RunAsync("git", "rev-parse", "--is-shallow-repository") is { ExitCode: 0 } asked && asked.Output.Trim() == "false"
                ? throw new InvalidOperationException($"This history has no commit {baseline}: correct {BaselineFile}.")
                : (null, "This checkout's history does not reach back to the baseline, as in a shallow clone.");
        }

        var version = new PreviousVersion(Directory.CreateTempSubdirectory("relay-previous-").FullName);
        try
        {
            var archive = Path.Combine(version.Folder, "archive.tar");
            await MustRunAsync("git", "archive", "--output", archive, baseline);
            await MustRunAsync("tar", "-xf", archive, "-C", version.Folder);
            var project = Path.Combine(version.Folder, "previous.proj");
            await File.WriteAllTextAsync(project, Projects);
            await MustRunAsync(
                "dotnet", "msbuild", project, "-m", "-v:q", $"-p:Configuration={Repository.Configuration}", "-p:UseSharedCompilation=false",
                "-nodeReuse:false");
            return (version, "");
        }
        catch
        {
            version.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task MustRunAsync(string program, params string[] arguments)
    {
        var result = await RunAsync(program, arguments);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {arguments[0]} ended with {result.ExitCode}: {result.Output}");
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
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
