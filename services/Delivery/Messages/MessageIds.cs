using System.Globalization;
using UUIDNext;

namespace Relay.Delivery.Messages;

/// <summary>UUID v5 ids: the same thing always gets the same id.</summary>
public static class MessageIds
{
    private static readonly Guid Namespace = new("5a3c1c1e-6f4e-5d0b-9b1a-72656c617900");

    /// <summary>The id of a thing with a name of its own, for example <c>telegram:{bot id}:{update id}</c>.</summary>
    public static Guid Of(string name) => Uuid.NewNameBased(Namespace, name);

    /// <summary>The id of what a cause in a lane makes once: a prompt, a note.</summary>
    public static Guid Local(string lane, string cause, DateTimeOffset since) =>
        Of($"local:{lane}:{cause}:{since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}");
}
