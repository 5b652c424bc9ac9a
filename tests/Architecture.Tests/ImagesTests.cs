using System.Text.RegularExpressions;

namespace Relay.Architecture.Tests;

/// <summary>Third-party images have a tag with a version.</summary>
public sealed partial class ImagesTests
{
    [Fact]
    public async Task Images_of_others_are_pinned_by_a_tag_that_names_a_version()
    {
        var compose = await ReadAsync("docker-compose.yml");
        var dockerfile = await ReadAsync("Dockerfile");
        var stages = Stage().Matches(dockerfile).Select(stage => stage.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var images = ComposedImage().Matches(compose).Concat(Stage().Matches(dockerfile)).Select(match => match.Groups["image"].Value)
            .Where(image => !image.StartsWith("relay-", StringComparison.Ordinal) && !stages.Contains(image)).ToList();

        Assert.Contains(images, image => image.StartsWith("postgres:", StringComparison.Ordinal));
        Assert.Contains(images, image => image.StartsWith("mcr.microsoft.com/dotnet/sdk:", StringComparison.Ordinal));
        Assert.All(images, image => Assert.Matches(@"^[a-z0-9./-]+:v?\d[\w.-]*$", image));
    }

    [Fact]
    public async Task The_fixtures_use_the_stacks_versions_and_the_documentation_says_how_to_pin_digests()
    {
        var compose = await ReadAsync("docker-compose.yml");
        var fixtures = await ReadAsync("tests/Harness/ContainerServers.cs");

        foreach (var image in (string[])["postgres", "rabbitmq"])
        {
            var used = Regex.Match(fixtures, $"\"({image}:[^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
            Assert.NotEmpty(used);
            Assert.Contains($"image: {used}", compose, StringComparison.Ordinal);
        }

        Assert.Contains("@sha256:", await ReadAsync("docs/compose.md"), StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Repository.PathOf(file), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^\s*image: (?<image>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ComposedImage();

    [GeneratedRegex(@"^FROM (?<image>\S+) AS (?<name>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Stage();
}
