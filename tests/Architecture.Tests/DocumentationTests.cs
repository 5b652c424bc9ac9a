using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;

namespace Relay.Architecture.Tests;

/// <summary>Compares the documents with the code.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>Variables read by the host itself, not by an options class.</summary>
    private static readonly string[] OfTheHost = ["ASPNETCORE_URLS", "MANAGEMENT_URL", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_LOGS_EXPORTER"];

    /// <summary>Variables read only by ./relay.</summary>
    private static readonly string[] OfTheScript =
    [
        "RABBITMQ", "RABBITMQ_TELEGRAM_GATEWAY", "RABBITMQ_WAHELP_GATEWAY", "RABBITMQ_CLIENT_DIRECTORY",
        "POSTGRES_TELEGRAM_GATEWAY", "POSTGRES_WAHELP_GATEWAY", "POSTGRES_CLIENT_DIRECTORY", "RELAY_LISTEN",
    ];

    /// <summary>Variables read only by docker-compose.yml.</summary>
    private static readonly string[] OfCompose =
    [
        "RELAY_HTTP", "RELAY_HTTPS", "RELAY_DOMAIN", "RELAY_SANDBOX", "RELAY_JAEGER", "RELAY_PROMETHEUS", "RELAY_GRAFANA", "RELAY_MANAGEMENT",
    ];

    private const BindingFlags Anywhere = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The queues of deploy/rabbitmq/definitions.json.</summary>
    private static IReadOnlyList<string> Queues { get; } =
    [
        .. JsonDocument.Parse(File.ReadAllText(Repository.PathOf("deploy/rabbitmq/definitions.json")))
            .RootElement.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString()!),
    ];

    private static IEnumerable<string> Documents => Repository.Files(".md");

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

        // The administration token or its hash is enough.
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
    [InlineData("docs/faults.md")]
    [InlineData("docs/integration.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/outcomes.md")]
    [InlineData("docs/wahelp.md")]
    [InlineData("docs/wahelp-events.md")]
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
    public void Queues_that_a_document_names_exist()
    {
        var named = from document in Documents
                    from name in QueueName().Matches(File.ReadAllText(document))
                    select name.Groups["name"].Value;

        Assert.Empty(named.Except(Queues, StringComparer.Ordinal));
    }

    [Fact]
    public void The_directorys_readme_names_every_queue_of_it_by_its_suffix()
    {
        const string service = "client-directory";
        var line = File.ReadLines(Repository.PathOf("services/ClientDirectory/README.md"))
            .Single(text => text.StartsWith("| queues |", StringComparison.Ordinal));
        var named = QueueSuffix().Matches(line).Select(name => service + name.Groups["suffix"].Value);

        Assert.Equal(
            Queues.Where(queue => queue.StartsWith(service + "-", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    /// <summary>A time in a document, the field that has it in the code, and its value in seconds. Change all three together.</summary>
    [Theory]
    [InlineData("docs/architecture.md", "its beat stood still for 3 s", "Timings", "KilledAfter", 3)]
    [InlineData("docs/architecture.md", "its beat stood still for 20 s", "Timings", "FrozenAfter", 20)]
    [InlineData("docs/architecture.md", "raises its `beat` every second", "Timings", "BeatEvery", 1)]
    [InlineData("docs/architecture.md", "it beat within the last 2 s", "Timings", "RightsLast", 2)]
    [InlineData("docs/architecture.md", "its `publish_at` is 30 s ahead", "Claims", "Last", 30)]
    [InlineData("docs/architecture.md", "limited to 10 s (`BusSender`", "BusSender", "Limit", 10)]
    [InlineData("docs/architecture.md", "15 to 20 s after the publication", "Timings", "ConfirmAfter", 15)]
    [InlineData("docs/architecture.md", "what comes within 50 ms", "Timings", "OutcomesGather", 0.05)]
    [InlineData("docs/architecture.md", "Each ends within 15 s", "WahelpHttp", "Limit", 15)]
    [InlineData("docs/faults.md", "once in 10 s (`LockedLanes`)", "Timings", "LockedFor", 10)]
    [InlineData("docs/faults.md", "a transaction that idles for 4 s", "DatabaseExtensions", "IdleInTransaction", 4)]
    [InlineData("docs/faults.md", "after 20 s without a piece", "FileFetcher", "StepWithin", 20)]
    [InlineData("docs/outcomes.md", "leased for 25 s", "Timings", "ProbeLease", 25)]
    [InlineData("docs/outcomes.md", "(`Watchman`, every 30 s)", "Timings", "WatchEvery", 30)]
    [InlineData("docs/operations.md", "Telegram answered no poll for 2 min", "UpdatesHealth", "Recent", 120)]
    [InlineData("docs/wahelp-events.md", "at the start, every 3 min", "HistoryKeeper", "Every", 180)]
    [InlineData("docs/wahelp-events.md", "The webhook has 30 s to come first", "HistoryTaking", "WebhooksFirst", 30)]
    [InlineData("docs/wahelp-events.md", "older than 7 days", "MessageTaking", "Oldest", 604_800)]
    [InlineData("docs/wahelp-events.md", "just answered (1 min)", "EchoesWithoutIds", "JustAnswered", 60)]
    [InlineData("docs/wahelp-events.md", "sent to this phone within 24 h", "OriginFinder", "Lately", 86_400)]
    public void Times_that_a_document_names_are_those_of_the_code(string document, string words, string type, string field, double seconds)
    {
        Assert.Contains(words, File.ReadAllText(Repository.PathOf(document)), StringComparison.Ordinal);

        var found = Code.Services.SelectMany(service => service.GetTypes()).Single(one => one.Name == type).GetField(field, Anywhere);
        Assert.Equal(seconds, SecondsOf(found!.GetValue(null)!));
    }

    private static double SecondsOf(object value) => value is TimeSpan time
        ? time.TotalSeconds
        : double.Parse(SqlSeconds().Match((string)value).Groups["seconds"].Value, CultureInfo.InvariantCulture);

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

    /// <summary>The anchor of a heading, as on GitHub.</summary>
    private static string Slug(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("^#?(?<name>[A-Za-z][A-Za-z0-9_]*)=", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExampleLine();

    /// <summary>The first cell of a row, which names one or more variables.</summary>
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

    /// <summary>At least two capitals, because single capitalised words may be states; no methods, which end in Async.</summary>
    [GeneratedRegex("`(?<name>I?[A-Z][a-z]+(?:[A-Z][a-z]+)+(?<!Async))`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();

    /// <summary>A service's name and a consumer's, as a whole.</summary>
    [GeneratedRegex("`(?<name>(client-directory|telegram-gateway|wahelp-gateway)-[a-z][a-z-]*[a-z])`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueueName();

    [GeneratedRegex("`(client-directory)?(?<suffix>-[a-z-]+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueueSuffix();

    [GeneratedRegex("interval '(?<seconds>[0-9]+) s'", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SqlSeconds();
}
