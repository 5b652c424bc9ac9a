namespace Relay.Harness;

/// <summary>Paths in the checkout of these tests.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Relay.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary><c>Debug</c> or <c>Release</c>: child processes run the same configuration as the tests.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>A project's built assembly.</summary>
    /// <param name="project">Its folder from the root, for example <c>services/ClientDirectory</c>.</param>
    /// <param name="checkout">The checkout; null for this one.</param>
    /// <exception cref="FileNotFoundException">It is not built; the message says how to build it.</exception>
    public static string Assembly(string project, string? checkout = null)
    {
        var path = Path.Combine(
            checkout ?? Root, project, "bin", Configuration, "net10.0", $"Relay.{Path.GetFileName(project)}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"Not built: dotnet build {project} -c {Configuration}", path);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Relay.sln.");
    }
}
