namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// Gauges that are read from the database. Every instance polls every 15 s, independently of scrapes. The statement needs an index of open rows,
/// because there may be a million rows of history. Instances that share a database show the same values.
/// </summary>
/// <param name="Sql">Each row: the tag's value as text in a column of the tag's name, and a float8 for each gauge; null if unknown.</param>
/// <param name="Tag">Distinguishes the rows; null if there is one row. Its values come from the statement's text, never from data.</param>
/// <param name="Gauges">At least one.</param>
public sealed record DatabaseLook(string Sql, string? Tag, params IReadOnlyList<LookedGauge> Gauges);

/// <summary>A gauge of a <see cref="DatabaseLook"/>.</summary>
/// <param name="Name">As in docs/operations.md.</param>
/// <param name="Column">The column of its value.</param>
/// <param name="Unit">In UCUM: <c>s</c>, <c>{message}</c>.</param>
/// <param name="Description">What it means.</param>
public sealed record LookedGauge(string Name, string Column, string Unit, string Description);
