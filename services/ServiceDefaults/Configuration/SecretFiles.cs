using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>
/// <c>NAME_FILE=/run/secrets/name</c> sets <c>NAME</c> to the file's trimmed content, for any variable. Files that cannot be read are
/// kept as <see cref="StartProblems"/>: they stop the start.
/// </summary>
internal sealed class SecretFiles(IDictionary environment, StartProblems problems) : ConfigurationProvider, IConfigurationSource
{
    private const string Suffix = "_FILE";

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        foreach (DictionaryEntry entry in environment)
        {
            var name = (string)entry.Key;
            if (name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) && entry.Value is string { Length: > 0 } path)
            {
                Read(name, path);
            }
        }
    }

    private void Read(string name, string path)
    {
        try
        {
            var target = name[..^Suffix.Length].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            Data[target] = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"{name} names the file {path}, which cannot be read. Put the value there, or set {name[..^Suffix.Length]} itself.");
        }
    }
}
