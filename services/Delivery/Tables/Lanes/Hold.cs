namespace Relay.Delivery.Tables.Lanes;

/// <summary>A lane's hold columns.</summary>
internal static class Hold
{
    /// <summary>Assignments that end the hold.</summary>
    public const string End = "held_reason = NULL, held_since = NULL, held_looks = 0";

    /// <summary>Assignments that end the hold under a condition.</summary>
    /// <param name="condition">An SQL condition on the row of <c>lane</c>.</param>
    public static string EndIf(string condition) =>
        $"held_reason = CASE WHEN NOT ({condition}) THEN held_reason END, held_since = CASE WHEN NOT ({condition}) THEN held_since END, "
        + $"held_looks = CASE WHEN NOT ({condition}) THEN held_looks ELSE 0 END";
}
