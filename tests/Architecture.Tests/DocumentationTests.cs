using System.Reflection;
using System.Text.RegularExpressions;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;

namespace Relay.Architecture.Tests;

/// <summary>What is written about the code, held against the code.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Read by the host itself, not by an options class.</summary>
    private static readonly string[] OfTheHost = ["ASPNETCORE_URLS", "MANAGEMENT_URL", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_LOGS_EXPORTER"];

    /// <summary>Read by the script ./relay alone.</summary>
    private static readonly string[] OfTheScript =
    [
        "RABBITMQ", "RABBITMQ_TELEGRAM_GATEWAY", "RABBITMQ_WAHELP_GATEWAY", "RABBITMQ_CLIENT_DIRECTORY",
        "POSTGRES_TELEGRAM_GATEWAY", "POSTGRES_WAHELP_GATEWAY", "POSTGRES_CLIENT_DIRECTORY", "RELAY_LISTEN",
    ];

    /// <summary>Read by docker-compose.yml alone.</summary>
    private static readonly string[] OfCompose =
    [
        "RELAY_HTTP", "RELAY_HTTPS", "RELAY_DOMAIN", "RELAY_SANDBOX", "RELAY_JAEGER", "RELAY_PROMETHEUS", "RELAY_GRAFANA", "RELAY_MANAGEMENT",
    ];

    /// <summary>The same words for something else: a member of a notification's JSON, and a door at which calls are refused.</summary>
    private static readonly (string File, string Text)[] Other = [("NotificationRequest.cs", "note"), ("WebhookEndpoint.cs", "wahelp_webhook")];

    private static string Operations => File.ReadAllText(Repository.PathOf("docs/operations.md"));

    private static IEnumerable<string> Variables =>
        from service in Code.Services
        from type in service.GetTypes()
        from property in type.GetProperties()
        let variable = property.GetCustomAttribute<VariableAttribute>()
        where variable is not null
        select variable.Name;

    [Fact]
    public void The_example_of_an_environment_names_every_variable_and_no_other()
    {
        var named = ExampleLine().Matches(File.ReadAllText(Repository.PathOf(".env.example"))).Select(line => line.Groups["name"].Value);

        Assert.Equal(
            Variables.Concat(OfTheHost).Concat(OfTheScript).Concat(OfCompose).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_variable_of_the_example_has_a_comment_above_it()
    {
        var lines = File.ReadAllLines(Repository.PathOf(".env.example"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (ExampleLine().IsMatch(lines[i]))
            {
                Assert.True(i > 0 && lines[i - 1].StartsWith("# ", StringComparison.Ordinal), $"{lines[i]} has no comment.");
            }
        }
    }

    [Fact]
    public void The_table_of_the_configuration_names_every_variable_and_no_other()
    {
        var named = from row in TableRow().Matches(File.ReadAllText(Repository.PathOf("docs/configuration.md")))
                    from name in VariableName().Matches(row.Value)
                    select name.Groups["name"].Value;

        Assert.Equal(
            Variables.Concat(OfTheHost).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_compose_file_hands_every_variable_to_a_service()
    {
        var compose = File.ReadAllText(Repository.PathOf("docker-compose.yml"));

        // Of the administration's token one is enough: it or its hash.
        Assert.All(
            Variables.Select(variable => variable.Replace("ADMIN_TOKEN_HASH", "ADMIN_TOKEN", StringComparison.Ordinal)),
            variable => Assert.Matches($"(?m)^ +{variable}(_HASH)?(_FILE)?: ", compose));
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        var broken = from document in Repository.Files(".md")
                     from link in Link().Matches(File.ReadAllText(document))
                     let target = link.Groups["target"].Value
                     where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
                     where !LeadsSomewhere(document, target)
                     select $"{Path.GetRelativePath(Repository.Root, document)} → {target}";

        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/integration.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/wahelp.md")]
    [InlineData("services/ClientDirectory/README.md")]
    [InlineData("services/Delivery/README.md")]
    [InlineData("services/TelegramGateway/README.md")]
    [InlineData("services/WahelpGateway/README.md")]
    public void Types_and_folders_that_a_document_names_exist(string document)
    {
        var types = Code.Services.Append(Code.Contracts).SelectMany(assembly => assembly.GetTypes()).ToList();
        var known = types.Select(type => type.Name.Split('`')[0])
            .Concat(types.SelectMany(type => type.Namespace?.Split('.') ?? [])) // folders
            .Concat(types.SelectMany(type => type.GetProperties()).Select(property => property.Name));
        var named = TypeName().Matches(File.ReadAllText(Repository.PathOf(document))).Select(name => name.Groups["name"].Value);

        Assert.Empty(named.Except(known, StringComparer.Ordinal));
    }

    [Fact]
    public void The_table_of_dead_letters_names_every_source_and_no_other()
    {
        var table = Operations[Operations.IndexOf("| source and reason |", StringComparison.Ordinal)..].Split("\n\n")[0];
        var named = SourceRow().Matches(table).Select(row => row.Groups["name"].Value).Distinct(StringComparer.Ordinal);

        Assert.Equal(NamesIn(typeof(DeadLetterSource)), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_kinds_of_what_goes_out_are_all_explained()
    {
        var sentence = Kinds().Match(Operations).Groups["kinds"].Value;
        var named = Word().Matches(sentence).Select(word => word.Groups["name"].Value);

        Assert.Equal(NamesIn(typeof(KindNames)), named.Order(StringComparer.Ordinal));
    }

    /// <summary>A name that is written twice is one day written in two ways.</summary>
    [Fact]
    public void Sources_and_kinds_are_written_once_and_in_snake_case()
    {
        string[] names = [.. NamesIn(typeof(DeadLetterSource)), .. NamesIn(typeof(KindNames))];
        var beside = from path in Repository.Files(".cs")
                     let file = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
                     where file.StartsWith("services/", StringComparison.Ordinal)
                     where Path.GetFileName(path) is not ("DeadLetterSource.cs" or "KindNames.cs")
                     from literal in SourceText.Literals(File.ReadAllText(path))
                     where literal.Text.Replace('-', '_').Split(':')[0] is var text && names.Contains(text, StringComparer.Ordinal)
                     where !Other.Contains((Path.GetFileName(path), literal.Text))
                     select $"{file}:{literal.Line}: {literal.Text}";

        Assert.All(names, name => Assert.Matches("^[a-z]+(_[a-z]+)*$", name));
        Assert.Empty(beside);
    }

    private static IEnumerable<string> NamesIn(Type constants) =>
        constants.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    private static bool LeadsSomewhere(string document, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, Uri.UnescapeDataString(parts[0]));
        return parts is [_, var heading]
            ? File.Exists(path) && Heading().Matches(File.ReadAllText(path)).Any(found => Slug(found.Groups["words"].Value) == heading)
            : Path.Exists(path);
    }

    /// <summary>As GitHub makes a heading's address.</summary>
    private static string Slug(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("^#?(?<name>[A-Za-z][A-Za-z0-9_]*)=", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExampleLine();

    /// <summary>The first cell of a row, which names one variable or several.</summary>
    [GeneratedRegex(@"^\|[^|]+\|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableRow();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]*_[A-Za-z_]+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();

    [GeneratedRegex("^\\| `(?<name>[a-z_-]+)`: ", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SourceRow();

    [GeneratedRegex("or one of these kinds: (?<kinds>.+)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kinds();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(
        """\]\((?<target>[^)\s]+)\)|(?:src|srcset|href)="(?<target>[^"]+)" """, RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (?<words>.+)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    /// <summary>Two capitals at least: single capitalised words may be states. Methods say Async.</summary>
    [GeneratedRegex("`(?<name>I?[A-Z][a-z]+(?:[A-Z][a-z]+)+(?<!Async))`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
