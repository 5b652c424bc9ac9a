namespace Relay.ServiceDefaults.Persistence;

/// <summary>How a transaction's statements are planned.</summary>
internal static class PlannerSettings
{
    /// <summary>By index: the planner's knowledge lags behind tables that fill fast, and by it, it would read all of them.</summary>
    public static IReadOnlyList<Statement> ByIndex() => [new("SET LOCAL enable_seqscan = off"), new("SET LOCAL jit = off")];
}
