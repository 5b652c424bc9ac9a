namespace Relay.ServiceDefaults.Configuration;

/// <summary>The environment variable that sets an option.</summary>
/// <param name="name">The variable: <c>TELEGRAM_BOT_TOKEN</c>, <c>ConnectionStrings__Postgres</c>. <c>NAME_FILE</c> works for each.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VariableAttribute(string name) : Attribute
{
    /// <summary>The variable's name in the environment.</summary>
    public string Name { get; } = name;

    /// <summary>What to set it to, in one sentence: shown if it is missing or wrong. May be empty.</summary>
    public string Hint { get; init; } = "";

    /// <summary>The variable's name in the configuration.</summary>
    internal string Key => Name.Replace("__", ":", StringComparison.Ordinal);
}
