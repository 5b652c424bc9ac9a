using System.Security.Cryptography;
using System.Text;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>
/// Files that were fetched lately, in a folder. The folder is all that is known of it: instances may share it, and it may be emptied at any time. When
/// it grows too large, the files that were not opened for the longest time go.
/// </summary>
internal sealed class FileCache(ClientFileOptions options, TimeProvider time)
{
    private const string Unfinished = ".part";

    /// <summary>Longer than any fetch: what is older was left by a process that died.</summary>
    private static readonly TimeSpan LongestFetch = TimeSpan.FromHours(1);

    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lock gate = new();

    /// <summary>A name for the file that says nothing of it: also its ETag.</summary>
    public static string KeyOf(ClientFile file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.UniqueId)).AsSpan(0, 16));

    /// <returns>Null if it is not here. It stays readable until it is closed, even if it is removed meanwhile.</returns>
    public FileStream? Open(ClientFile file)
    {
        try
        {
            var path = PathOf(KeyOf(file));
            var opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, useAsync: true);
            File.SetLastAccessTimeUtc(opened.SafeFileHandle, time.GetUtcNow().UtcDateTime);
            return opened;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A new, unfinished file.</summary>
    public FileStream Begin(ClientFile file)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(options.CacheFolder);
        }
        else
        {
            Directory.CreateDirectory(options.CacheFolder, OwnersAlone);
        }

        var path = PathOf($"{KeyOf(file)}.{Guid.NewGuid():N}{Unfinished}");
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 1, useAsync: true);
    }

    /// <summary>The file is complete: it can be opened from now on.</summary>
    public void Keep(ClientFile file, string path)
    {
        File.SetLastAccessTimeUtc(path, time.GetUtcNow().UtcDateTime); // the file system's own clock is coarser: the newest must not look like the oldest
        File.Move(path, PathOf(KeyOf(file)), overwrite: true);
        lock (gate)
        {
            MakeRoom();
        }
    }

    /// <summary>Removes a file at once, if it is here.</summary>
    public void Forget(ClientFile file) => File.Delete(PathOf(KeyOf(file)));

    private void MakeRoom()
    {
        var files = new DirectoryInfo(options.CacheFolder).EnumerateFiles().ToList();
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var left in files.Where(file => file.Extension == Unfinished && now - file.LastWriteTimeUtc > LongestFetch))
        {
            left.Delete();
        }

        var kept = files.Where(file => file.Extension != Unfinished).OrderBy(file => file.LastAccessTimeUtc).ToList();
        var excess = kept.Sum(file => file.Length) - (options.CacheMegabytes * 1024L * 1024L);
        foreach (var oldest in kept)
        {
            if (excess <= 0)
            {
                return;
            }

            excess -= oldest.Length;
            oldest.Delete();
        }
    }

    private string PathOf(string name) => Path.Combine(options.CacheFolder, name);
}
