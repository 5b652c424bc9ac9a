using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Relay.Architecture.Tests;

/// <summary>Allowed dependencies.</summary>
public sealed partial class BoundariesTests
{
    [Theory]
    [InlineData("contracts/Relay.Contracts.csproj")]
    [InlineData("services/ServiceDefaults/Relay.ServiceDefaults.csproj")]
    [InlineData("services/Delivery/Relay.Delivery.csproj", "Relay.Contracts", "Relay.ServiceDefaults")]
    [InlineData("services/TelegramGateway/Relay.TelegramGateway.csproj", "Relay.Contracts", "Relay.Delivery", "Relay.ServiceDefaults")]
    [InlineData("services/WahelpGateway/Relay.WahelpGateway.csproj", "Relay.Contracts", "Relay.Delivery", "Relay.ServiceDefaults")]
    [InlineData("services/ClientDirectory/Relay.ClientDirectory.csproj", "Relay.Contracts", "Relay.ServiceDefaults")]
    public void A_project_refers_to_nothing_else(string project, params string[] others)
    {
        Assert.Equal(others, Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_of_the_product_is_in_the_rule_above()
    {
        var ruled = typeof(BoundariesTests).GetMethod(nameof(A_project_refers_to_nothing_else))!.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => ((IReadOnlyList<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)[0].Value as string);
        var projects = Repository.Files(".csproj").Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => path.StartsWith("contracts/", StringComparison.Ordinal) || path.StartsWith("services/", StringComparison.Ordinal));

        Assert.Equal(projects.Order(StringComparer.Ordinal), ruled.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Contracts_need_no_package()
    {
        Assert.Empty(Items("contracts/Relay.Contracts.csproj", "PackageReference"));
        Assert.All(Code.Contracts.GetReferencedAssemblies(), assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_Telegram_adapter_touches_Telegram_Bot()
    {
        var names = Code.Touches(Code.TelegramGateway).Where(touch => touch.Touched.Assembly.GetName().Name == "Telegram.Bot").ToList();

        Assert.NotEmpty(names);
        Assert.All(names, touch => Assert.Equal("Relay.TelegramGateway.TelegramApi", Code.FolderOf(touch.By)));
        Assert.All(Code.Services.Except([Code.TelegramGateway]), service =>
            Assert.DoesNotContain(service.GetReferencedAssemblies(), assembly => assembly.Name == "Telegram.Bot"));
    }

    /// <summary>The form of an outside API's JSON is known in one folder of each gateway. Delivery reads and writes contracts.</summary>
    [Theory]
    [InlineData("Relay.TelegramGateway", "Relay.TelegramGateway.TelegramApi")]
    [InlineData("Relay.WahelpGateway", "Relay.WahelpGateway.WahelpApi")]
    public void Only_the_adapter_takes_foreign_JSON_apart(string gateway, string adapter)
    {
        var readers = Code.Touches(Assembly.Load(gateway))
            .Where(touch => touch.Touched.Namespace?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
            .Where(touch => touch.Touched != typeof(System.Text.Json.JsonException)) // "not JSON" is an answer for every folder
            .Select(touch => Code.FolderOf(touch.By))
            .Where(folder => folder != "Relay.WahelpGateway.ReceivingNotifications") // this form is the relay's own
            .Distinct();

        Assert.Equal([adapter], readers);
    }

    [Theory]
    [InlineData(
        "Relay.TelegramGateway",
        "ReceivingUpdates", "ServingFiles", "AskingForContact", "SendingReplies", "FetchingFiles", "SettlingClientMessages", "TellingTheOwner")]
    [InlineData("Relay.WahelpGateway", "ReceivingWebhooks", "SendingClientMessages", "ReportingToOperators", "ReceivingNotifications", "Learning")]
    [InlineData("Relay.ClientDirectory", "LinkingClients", "FindingClients", "TellingTheOwner")]
    public void A_slice_does_not_touch_another_slice(string service, params string[] slices)
    {
        var folders = slices.Select(slice => $"{service}.{slice}").ToList();
        var assembly = Assembly.Load(service);
        var across = from touch in Code.Touches(assembly)
                     let source = Code.FolderOf(touch.By)
                     let target = Code.FolderOf(touch.Touched)
                     where folders.Contains(source) && folders.Contains(target) && source != target
                     select $"{touch.By.FullName} touches {touch.Touched.FullName}";

        Assert.All(folders, folder => Assert.Contains(assembly.GetTypes(), type => type.Namespace == folder));
        Assert.Empty(across);
    }

    /// <summary>Composition code (<c>Program</c>, and extensions that register) knows every folder, and does not count.</summary>
    [Theory]
    [InlineData("Relay.ServiceDefaults")]
    [InlineData("Relay.Delivery")]
    [InlineData("Relay.TelegramGateway")]
    [InlineData("Relay.WahelpGateway")]
    [InlineData("Relay.ClientDirectory")]
    public void Folders_form_no_circle(string project)
    {
        var arrows = (from touch in Code.Touches(Assembly.Load(project))
                      let source = Code.FolderOf(touch.By)
                      let target = Code.FolderOf(touch.Touched)
                      where source != target && IsWithin(project, source) && IsWithin(project, target) && !Composes(touch.By)
                      group $"{touch.By.Name} → {touch.Touched.Name}" by (source, target)).ToList();
        var left = arrows;
        for (var before = -1; before != left.Count;)
        {
            before = left.Count;
            left = [.. left.Where(arrow => left.Any(next => next.Key.source == arrow.Key.target) && left.Any(next => next.Key.target == arrow.Key.source))];
        }

        Assert.NotEmpty(arrows);
        Assert.True(
            left.Count == 0,
            string.Join("\n", left.Select(arrow => $"{arrow.Key.source} → {arrow.Key.target}: {string.Join(", ", arrow.Distinct().Take(5))}")));

        static bool Composes(Type type) =>
            Code.OutermostOf(type).Name is var name && (name == "Program" || name.EndsWith("Extensions", StringComparison.Ordinal));

        static bool IsWithin(string project, string folder) => folder == project || folder.StartsWith(project + ".", StringComparison.Ordinal);
    }

    /// <summary>A message goes from step to step over tables and queues: no step calls another.</summary>
    [Fact]
    public void The_steps_of_delivery_do_not_touch_each_other()
    {
        string[] steps = [.. new[] { "Accepting", "Publishing", "Receiving", "Sending", "Announcing" }.Select(step => $"Relay.Delivery.{step}")];
        var across = from touch in Code.Touches(Assembly.Load("Relay.Delivery"))
                     let source = StepOf(Code.FolderOf(touch.By))
                     let target = StepOf(Code.FolderOf(touch.Touched))
                     where source is not null && target is not null && source != target
                     select $"{touch.By.FullName} touches {touch.Touched.FullName}";

        Assert.Empty(across);

        string? StepOf(string folder) => steps.FirstOrDefault(step => folder == step || folder.StartsWith(step + ".", StringComparison.Ordinal));
    }

    /// <summary>
    /// A pattern with backtracking takes minutes for some texts, and people send any text. Generated patterns and those of attributes always backtrack.
    /// </summary>
    [Fact]
    public void No_pattern_in_the_services_takes_more_than_linear_time()
    {
        var patterns = from path in Repository.Files(".cs")
                       where Path.GetRelativePath(Repository.Root, path).Replace('\\', '/').StartsWith("services/", StringComparison.Ordinal)
                       let source = File.ReadAllText(path)
                       from made in MakesPattern().Matches(source)
                       let statement = source[made.Index..Math.Max(made.Index, source.IndexOf(';', made.Index))]
                       where made.Value.StartsWith('[') || !statement.Contains("RegexOptions.NonBacktracking", StringComparison.Ordinal)
                       select $"{Path.GetRelativePath(Repository.Root, path)}: {made.Value}";

        Assert.Empty(patterns);
    }

    [GeneratedRegex(
        @"\[(?:GeneratedRegex|RegularExpression)\b|\bnew Regex\b|\bRegex \w+ = new\b"
            + @"|\bRegex\.(?:IsMatch|Matches|Match|Replace|Split|Count|Enumerate\w+)\b",
        RegexOptions.None,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MakesPattern();

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Repository.PathOf(project)).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
