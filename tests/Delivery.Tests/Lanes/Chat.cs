using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>What clients see of each message, as sending, editing and deleting leave it. One in seven can be neither edited nor deleted.</summary>
internal sealed class Chat
{
    private readonly SortedDictionary<int, Shown> shown = [];
    private int sent;

    /// <summary>What is shown of a message, oldest first.</summary>
    public IReadOnlyList<Shown> Of(Guid original) => [.. shown.Values.Where(one => one.Original == original)];

    /// <summary>The provider does what a call asks for.</summary>
    /// <returns>Its answer.</returns>
    public SendOutcome Take(Guid original, Step step)
    {
        if (step.Changes is null)
        {
            shown[++sent] = new Shown(original, step.Number, step.Text!, CanChange: sent % 7 != 0);
            return new SendOutcome.Delivered($"{sent}") { Shown = new(step.Number, step.Text!) };
        }

        var at = int.Parse(step.Changes, System.Globalization.CultureInfo.InvariantCulture);
        var there = shown.GetValueOrDefault(at);
        return step.Text is { } text ? Edit(at, there, text, step) : Delete(at, there, step);
    }

    private SendOutcome Edit(int at, Shown? there, string text, Step step)
    {
        if (there is not { CanChange: true })
        {
            return new SendOutcome.Unchangeable(step.Changes!);
        }

        shown[at] = there with { Place = step.Number, Text = text };
        return new SendOutcome.Delivered(step.Changes) { Shown = new(step.Number, text) };
    }

    private SendOutcome Delete(int at, Shown? there, Step step)
    {
        if (there is { CanChange: false })
        {
            return new SendOutcome.Failed(Reasons.NotDeleted);
        }

        shown.Remove(at);
        return new SendOutcome.Delivered(ProviderMessageId: null) { Gone = step.Changes };
    }

    /// <param name="Original">The first version of its message.</param>
    /// <param name="Place">Which part.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="CanChange">False if it stays as it is.</param>
    internal sealed record Shown(Guid Original, int Place, string Text, bool CanChange);
}
