using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>
/// <c>NAME_FILE=/run/secrets/name</c> sets <c>NAME</c> to the file's trimmed content, for any variable. A file that cannot be read stops the start if
/// an option is bound to its variable; other programs have such variables of their own (<c>SSL_CERT_FILE</c>).
/// </summary>
internal sealed class SecretFiles(IDictionary environment) : ConfigurationProvider, IConfigurationSource
{
    private const string Suffix = "_FILE";
    private const int LongestSecret = 64 * 1024;

    private readonly Dictionary<string, string> unreadable = new(StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>The problem with a variable's file, to follow the variable's name; null if there is no problem or no file.</summary>
    public string? Problem(string variable) => unreadable.GetValueOrDefault(variable);

    public override void Load()
    {
        foreach (DictionaryEntry entry in environment)
        {
            var name = (string)entry.Key;
            if (name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) && entry.Value is string { Length: > 0 } path)
            {
                Read(name[..^Suffix.Length], path);
            }
        }
    }

    private void Read(string variable, string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: <= LongestSecret })
            {
                Data[variable.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = File.ReadAllText(path).Trim();
                return;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Reported by ProblemOf.
        }

        unreadable[variable] = $"should be read from the file {path}, which cannot be read ({variable}{Suffix})";
    }
}
