using System.Text.RegularExpressions;

namespace Relay.Architecture.Tests;

/// <summary>Log methods take the exception itself: one place decides what is written of it (docs/adr/0011).</summary>
public sealed partial class LoggingTests
{
    [Fact]
    public void No_line_of_the_log_is_given_a_part_of_an_exception()
    {
        var parts = from path in Repository.Files(".cs")
                    let file = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
                    where file.StartsWith("services/", StringComparison.Ordinal)
                    let source = File.ReadAllText(path)
                    let caught = Caught().Matches(source).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal)
                    from part in PartInLog().Matches(source)
                    where caught.Contains(part.Groups["name"].Value)
                    select $"{file}: {part.Value}";

        Assert.Empty(parts);
    }

    [GeneratedRegex(@"catch \([\w.]+ (?<name>\w+)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Caught();

    [GeneratedRegex(@"\bLog\.\w+\([^;]*?\b(?<name>\w+)\.(?:GetType\(\)|Message|StackTrace|ToString\(\))", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartInLog();
}
