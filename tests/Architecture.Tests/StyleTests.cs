using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Relay.Architecture.Tests;

/// <summary>What CONTRIBUTING.md says of names and lines, as far as no analyzer holds it.</summary>
public sealed partial class StyleTests
{
    private const int Width = 160;

    private static IEnumerable<(string File, string Text)> Sources =>
        from path in Repository.Files(".cs")
        let file = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where !file.Contains("/Migrations/", StringComparison.Ordinal)
        select (file, File.ReadAllText(path));

    /// <summary>Tests hold what providers send as they send it.</summary>
    [Fact]
    public void No_line_is_wider_than_the_editor_is_told()
    {
        var wide = from source in Sources
                   from line in source.Text.Split('\n').Select((text, i) => (Text: text, Number: i + 1))
                   where line.Text.Length > Width
                   where !source.File.StartsWith("tests/", StringComparison.Ordinal) || !ForeignText().IsMatch(line.Text)
                   select $"{source.File}:{line.Number}: {line.Text.Length}";

        Assert.Contains($"max_line_length = {Width}\n", File.ReadAllText(Repository.PathOf(".editorconfig")), StringComparison.Ordinal);
        Assert.Empty(wide);
    }

    [Fact]
    public void What_is_caught_is_called_error()
    {
        var others = from source in Sources
                     from caught in Caught().Matches(source.Text)
                     where caught.Groups["name"].Value != "error"
                     select $"{source.File}: {caught.Value}";

        Assert.Empty(others);
    }

    [Fact]
    public void Lines_of_the_log_end_without_a_period()
    {
        var messages = (from source in Sources
                        from message in LogMessage().Matches(source.Text)
                        select (source.File, message.Value)).ToList();

        Assert.NotEmpty(messages);
        Assert.DoesNotContain(messages, message => Period().IsMatch(message.Value));
    }

    /// <summary>A slice registers itself: Program and GatewayExtensions say which there are.</summary>
    [Fact]
    public void What_registers_a_slice_is_named_after_it()
    {
        var misnamed = from service in (System.Reflection.Assembly[])[Code.TelegramGateway, Code.WahelpGateway, Code.ClientDirectory]
                       from type in service.GetTypes()
                       from method in type.GetMethods()
                       where method.IsDefined(typeof(ExtensionAttribute), inherit: false) && method.Name.StartsWith("Add", StringComparison.Ordinal)
                       let slice = type.Namespace == service.GetName().Name ? "Gateway" : type.Namespace!.Split('.')[^1]
                       where type.Name != slice + "Extensions"
                           || !type.GetMethods().Any(other => other.Name.StartsWith("Add" + slice, StringComparison.Ordinal))
                       select $"{type.FullName}.{method.Name}";

        Assert.Empty(misnamed);
        Assert.DoesNotContain(Code.Services.SelectMany(service => service.GetTypes()), type => type.Name.EndsWith("Registration", StringComparison.Ordinal));
    }

    [Fact]
    public void A_context_is_named_after_its_service()
    {
        var contexts = from service in Code.Services
                       from type in service.GetTypes()
                       where type.BaseType?.Name == "DbContext"
                       select (type.Name, Expected: service.GetName().Name!["Relay.".Length..] + "DbContext");

        Assert.Equal(4, contexts.Count());
        Assert.All(contexts, context => Assert.Equal(context.Expected, context.Name));
    }

    /// <summary>Everything in a gateway may use them, and the folder of the outside API uses nothing else of it.</summary>
    [Theory]
    [InlineData("Telegram")]
    [InlineData("Wahelp")]
    public void A_gateways_options_stand_with_its_outside_API(string provider)
    {
        var options = from type in System.Reflection.Assembly.Load($"Relay.{provider}Gateway").GetTypes()
                      where type.Name.EndsWith("Options", StringComparison.Ordinal)
                      select type.FullName;

        Assert.Contains($"Relay.{provider}Gateway.{provider}Api.{provider}Options", options);
        Assert.All(options, name => Assert.StartsWith($"Relay.{provider}Gateway.{provider}Api.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_of_tests_has_its_files_name_and_ends_in_Tests()
    {
        var misnamed = from source in Sources
                       where source.File.StartsWith("tests/", StringComparison.Ordinal) && IsTest().IsMatch(source.Text)
                       let name = Path.GetFileNameWithoutExtension(source.File)
                       where !name.EndsWith("Tests", StringComparison.Ordinal) || !source.Text.Contains($" class {name}", StringComparison.Ordinal)
                       select source.File;

        Assert.Empty(misnamed);
    }

    [GeneratedRegex("""\{+"|%5B|<svg """, RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForeignText();

    [GeneratedRegex(@"\bcatch \([\w.<>]+ (?<name>\w+)\)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Caught();

    [GeneratedRegex("""\[LoggerMessage\((?:[^"\]]|"(?:[^"\\]|\\.)*")*\)\]""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LogMessage();

    [GeneratedRegex("""\."\s*\)\]$""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Period();

    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)\b", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex IsTest();
}
