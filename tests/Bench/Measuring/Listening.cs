using System.Globalization;

namespace Relay.Bench.Measuring;

/// <summary>Finds a server's process by its listening port.</summary>
internal static class Listening
{
    private const string ListenState = "0A";

    /// <param name="port">A TCP port of this machine.</param>
    /// <param name="program">The process's short name: a container's port is held by a proxy, which is not wanted.</param>
    /// <returns>Null if it is not a process that we can see.</returns>
    public static int? Process(int port, string program) => Inode(port) is { } inode
        ? Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Name(id) == program && Holds(id, inode))
            .Select(id => (int?)id)
            .Min()
        : null;

    private static string? Inode(int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines).Skip(1)
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields.Length > 9 && fields[3] == ListenState && fields[1].EndsWith(suffix, StringComparison.Ordinal))?[9];
    }

    private static string? Name(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").TrimEnd();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Holds(int process, string inode)
    {
        try
        {
            return Directory.GetFiles($"/proc/{process}/fd").Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name == $"socket:[{inode}]");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
