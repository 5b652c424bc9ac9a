namespace Relay.Architecture.Tests;

/// <summary>The checkout of these tests.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", ".relay", "TestResults", "node_modules"];

    /// <summary>The folder that holds Relay.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>All files with this ending, except build and run output.</summary>
    public static IEnumerable<string> Files(string ending) => FilesUnder(Root, ending);

    private static IEnumerable<string> FilesUnder(string folder, string ending) =>
        Directory.EnumerateFiles(folder, "*" + ending)
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(child => !NotOurs.Contains(Path.GetFileName(child), StringComparer.Ordinal))
                .SelectMany(child => FilesUnder(child, ending)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Relay.sln is in no folder above the tests.");
    }
}
