using System.Text.RegularExpressions;

namespace Relay.Architecture.Tests;

/// <summary>Compares the numbered rows of docs/faults.md with the tests.</summary>
public sealed partial class FaultMatrixTests
{
    /// <summary>The first fault whose row in the document has a number.</summary>
    private const int FirstNumbered = 39;

    [Fact]
    public void Every_numbered_fault_has_a_test_and_every_such_test_has_a_row()
    {
        var rows = Row().Matches(File.ReadAllText(Repository.PathOf("docs/faults.md"))).Select(NumberOf);
        var tested = from file in Repository.Files("Tests.cs")
                     from trait in Trait().Matches(File.ReadAllText(file))
                     select NumberOf(trait) into number
                     where number >= FirstNumbered
                     select number;

        Assert.Equal(rows, tested.Distinct().Order());
    }

    private static int NumberOf(Match match) => int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| F(?<number>[0-9]+) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\[Trait\(""Fault"", ""F(?<number>[0-9]+)""\)\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Trait();
}
