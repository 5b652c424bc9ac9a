namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// Gauges that only the database knows. Every instance looks every 15 s, whoever scrapes: the statement must have an index of what is open to go
/// by, for there may be a million rows of history. Instances that share a database show the same values.
/// </summary>
/// <param name="Sql">Each row: the tag's value as text in a column of the tag's name, and a float8 for each gauge; null for one that is not known.</param>
/// <param name="Tag">What tells the rows apart; null where there is one row. Its values come from the statement's own words, never from data.</param>
/// <param name="Gauges">At least one.</param>
public sealed record DatabaseLook(string Sql, string? Tag, params IReadOnlyList<LookedGauge> Gauges);

/// <summary>A gauge that a <see cref="DatabaseLook"/> fills.</summary>
/// <param name="Name">As docs/operations.md has it.</param>
/// <param name="Column">The column that has its value.</param>
/// <param name="Unit">In UCUM: <c>s</c>, <c>{message}</c>.</param>
/// <param name="Description">What it means.</param>
public sealed record LookedGauge(string Name, string Column, string Unit, string Description);
