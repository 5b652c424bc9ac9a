namespace Relay.ServiceDefaults.Tests;

public sealed class FailPointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_nothing_is_armed(string? text) => Assert.Null(FailPoint.Parse(text));

    [Fact]
    public void The_passing_that_is_named_is_the_only_one_that_dies()
    {
        var armed = FailPoint.Parse("answered:3")!;

        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(_ => armed.Passes()));
        Assert.True(FailPoint.Parse("accepted")!.Passes());
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("answered:0")]
    [InlineData("answered:soon")]
    public void An_unknown_moment_is_refused_with_the_list_of_those_there_are(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => FailPoint.Parse(text));

        Assert.Contains(FailPoint.Variable, error.Message, StringComparison.Ordinal);
        Assert.Contains("answered", error.Message, StringComparison.Ordinal);
    }
}
