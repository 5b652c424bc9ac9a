namespace Relay.ServiceDefaults.Examining;

/// <summary>One result of the doctor, in plain words. It holds no secret.</summary>
/// <param name="IsGood">True if it is right, false if it is wrong; null if it cannot be checked.</param>
/// <param name="What">The result.</param>
/// <param name="Remedy">What to do; empty if there is nothing to do.</param>
public sealed record Finding(bool? IsGood, string What, string Remedy)
{
    /// <summary>It is right.</summary>
    public static Finding Good(string what) => new(true, what, "");

    /// <summary>It is wrong, and somebody must act.</summary>
    public static Finding Wrong(string what, string remedy) => new(false, what, remedy);

    /// <summary>It cannot be checked, or the owner must judge.</summary>
    public static Finding Open(string what, string remedy = "") => new(null, what, remedy);
}
