namespace Relay.Harness;

/// <summary>A folder with this machine's programs, except some: a <c>PATH</c> as on another machine.</summary>
public sealed class ProgramsFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-programs-").FullName;

    /// <param name="without">Names of missing programs.</param>
    public ProgramsFolder(params string[] without)
    {
        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Directory.Exists))
        {
            foreach (var program in Directory.EnumerateFiles(directory).Where(program => !without.Contains(Path.GetFileName(program), StringComparer.Ordinal)))
            {
                var link = Path.Combine(folder, Path.GetFileName(program));
                if (!Path.Exists(link))
                {
                    File.CreateSymbolicLink(link, program);
                }
            }
        }
    }

    /// <summary>The value of <c>PATH</c>.</summary>
    public string PathVariable => folder;

    /// <summary>Puts a script there in place of a program.</summary>
    public void Put(string name, string script)
    {
        var file = Path.Combine(folder, name);
        File.Delete(file);
        File.WriteAllText(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
