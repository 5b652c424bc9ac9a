namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>A message in the account's channel.</summary>
/// <param name="number">Its position in the channel.</param>
/// <param name="at">When it was made.</param>
/// <param name="ours">The message of ours that it copies; null if a manager wrote it.</param>
internal sealed class Written(int number, DateTimeOffset at, Guid? ours)
{
    private readonly List<string> texts = [];

    public int Number => number;

    public DateTimeOffset At => at;

    public Guid? Ours => ours;

    /// <summary>Its current text.</summary>
    public string Text => texts[^1];

    /// <summary>True after it was deleted.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The text of which the gateway was last informed; null if none.</summary>
    public string? Told { get; set; }

    /// <summary>Changes its text.</summary>
    public void Say(string text) => texts.Add(text);

    /// <summary>How often it got this text.</summary>
    public int Times(string text) => texts.Count(one => one == text);
}
