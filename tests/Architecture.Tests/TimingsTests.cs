using System.Globalization;
using System.Text.RegularExpressions;
using Relay.ServiceDefaults;

namespace Relay.Architecture.Tests;

/// <summary>Times that rely on each other stand in one place (services/Delivery/Settings/Timings.cs), where a test holds their order.</summary>
public sealed partial class TimingsTests
{
    [Fact]
    public void Delivery_writes_no_time_but_in_its_Timings()
    {
        var elsewhere = from path in Repository.Files(".cs")
                        let file = Path.GetRelativePath(Repository.Root, path)
                        where file.StartsWith("services/Delivery/", StringComparison.Ordinal) && !file.EndsWith("Settings/Timings.cs", StringComparison.Ordinal)
                        from Match literal in Literal().Matches(File.ReadAllText(path))
                        select $"{file}: {literal.Value}";

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void The_stack_waits_longer_for_a_service_to_stop_than_the_service_does()
    {
        var compose = File.ReadAllText(Repository.PathOf("docker-compose.yml"));
        var grace = GracePeriod().Matches(compose).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();

        Assert.NotEmpty(grace);
        Assert.True(grace.Min() > ServiceDefaultsExtensions.ShutdownTimeout.TotalSeconds, $"{grace.Min()} s");
    }

    [GeneratedRegex(@"TimeSpan\.From\w+\([\d.]+\)")]
    private static partial Regex Literal();

    [GeneratedRegex(@"stop_grace_period: (\d+)s")]
    private static partial Regex GracePeriod();
}
