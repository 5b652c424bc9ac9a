namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>A message that stands in the account's channel.</summary>
/// <param name="number">Its place in the channel.</param>
/// <param name="at">When it was made.</param>
/// <param name="ours">The message of ours that it is a copy of; null if a manager wrote it.</param>
internal sealed class Written(int number, DateTimeOffset at, Guid? ours)
{
    private readonly List<string> texts = [];

    public int Number => number;

    public DateTimeOffset At => at;

    public Guid? Ours => ours;

    /// <summary>What it says now.</summary>
    public string Text => texts[^1];

    /// <summary>True once somebody took it back.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>What the gateway was told last that it says; null if it was told nothing.</summary>
    public string? Told { get; set; }

    /// <summary>It says this from now on.</summary>
    public void Say(string text) => texts.Add(text);

    /// <summary>How often it became this text.</summary>
    public int Times(string text) => texts.Count(one => one == text);
}
