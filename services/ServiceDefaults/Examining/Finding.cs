namespace Relay.ServiceDefaults.Examining;

/// <summary>One thing that the doctor looked at, in plain words. It holds no secret.</summary>
/// <param name="IsGood">True where it is as it should be, false where it is not; null where that cannot be seen.</param>
/// <param name="What">What it is.</param>
/// <param name="Remedy">What to do; empty where there is nothing to do.</param>
public sealed record Finding(bool? IsGood, string What, string Remedy)
{
    /// <summary>It is as it should be.</summary>
    public static Finding Good(string what) => new(true, what, "");

    /// <summary>It is not, and somebody must do something.</summary>
    public static Finding Wrong(string what, string remedy) => new(false, what, remedy);

    /// <summary>It cannot be seen, or it is for the owner to judge.</summary>
    public static Finding Open(string what, string remedy = "") => new(null, what, remedy);
}
