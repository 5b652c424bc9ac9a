using System.Text.RegularExpressions;

namespace Relay.Architecture.Tests;

/// <summary>Statements stand with the tables that they are about, not in the steps that need them (docs/adr/0015).</summary>
public sealed partial class StatementsTests
{
    [Fact]
    public void SQL_stands_in_the_folders_of_tables_only()
    {
        var statements = (from path in Repository.Files(".cs")
                          let file = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
                          where file.StartsWith("services/", StringComparison.Ordinal) || file.StartsWith("tools/", StringComparison.Ordinal)
                          from literal in SourceText.Literals(File.ReadAllText(path))
                          where Statement().IsMatch(literal.Text)
                          select (File: file, Shown: $"{file}:{literal.Line}: {literal.Text.Trim()}")).ToList();

        Assert.Contains(statements, statement => IsOfTables(statement.File));
        Assert.Empty(statements.Where(statement => !IsOfTables(statement.File)).Select(statement => statement.Shown));
    }

    [Theory]
    [InlineData(""" var text = "SELECT 1"; """, "SELECT 1")]
    [InlineData(""" var text = $"a {Of("b")} c"; """, "b", "a … c")]
    [InlineData(""" /* "a" */ var text = @"b "" c"; // "d" """, "b \" c")]
    [InlineData(""" var (quote, text, none) = ('"', "a\"b", ""); """, "a b")]
    [InlineData("var text = \"\"\"\n  a \"b\" {c}\n  \"\"\";", "\n  a \"b\" {c}\n  ")]
    [InlineData("var text = $$\"\"\"{a} {{new { B = \"b\" }}} c\"\"\";", "b", "{a} … c")]
    public void Literals_are_found(string source, params string[] literals) =>
        Assert.Equal(literals, SourceText.Literals(source).Select(literal => literal.Text));

    [Theory]
    [InlineData("SELECT 1", true)]
    [InlineData("\n    WITH a AS (SELECT 1)", true)]
    [InlineData("DELETE FROM dead", true)]
    [InlineData("COPY (SELECT 1) TO STDOUT", true)]
    [InlineData("SET LOCAL jit = off", true)]
    [InlineData("a JOIN b USING (c)", true)]
    [InlineData("WHERE at < now()", true)]
    [InlineData("select one of them from the list", false)]
    [InlineData("Update the settings", false)]
    [InlineData("Grant SELECT, INSERT, UPDATE and DELETE to the user", false)]
    [InlineData("DELETE", false)]
    public void SQL_is_told_from_words(string text, bool isStatement) => Assert.Equal(isStatement, Statement().IsMatch(text));

    private static bool IsOfTables(string file) => file.Split('/')[..^1].Any(folder => folder is "Tables" or "Persistence");

    [GeneratedRegex(
        @"\A\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|COPY|WITH|SET|CREATE|ALTER|DROP|TRUNCATE|LOCK|LISTEN|NOTIFY)\s"
            + @"|\b(?:FROM|WHERE|RETURNING|JOIN|GROUP BY|ORDER BY|ON CONFLICT|FOR UPDATE)\s",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Statement();
}
