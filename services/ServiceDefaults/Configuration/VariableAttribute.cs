namespace Relay.ServiceDefaults.Configuration;

/// <summary>Which environment variable an option comes from.</summary>
/// <param name="name">The variable: <c>TELEGRAM_BOT_TOKEN</c>, <c>ConnectionStrings__Postgres</c>. <c>NAME_FILE</c> works for each.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VariableAttribute(string name) : Attribute
{
    /// <summary>The variable's name as the environment spells it.</summary>
    public string Name { get; } = name;

    /// <summary>What to set it to, in one sentence: shown when it is missing or wrong. May be empty.</summary>
    public string Hint { get; init; } = "";

    /// <summary>The name as configuration spells it.</summary>
    internal string Key => Name.Replace("__", ":", StringComparison.Ordinal);
}
