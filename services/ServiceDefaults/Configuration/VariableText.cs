using System.Globalization;
using System.Text;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>Converts the text of a variable to a value: enums are in kebab-case, lists are separated by commas.</summary>
internal static class VariableText
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <param name="expected">What the text must be, in words that follow "must be".</param>
    public static bool TryConvert(string text, Type type, out object? value, out string expected)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        text = text.Trim();
        expected = Expected(type);
        value = Convert(text, type);
        return value is not null;
    }

    public static string KebabCase(string name)
    {
        var kebab = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])))
            {
                kebab.Append('-');
            }

            kebab.Append(char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }

    private static object? Convert(string text, Type type)
    {
        return type switch
        {
            _ when type == typeof(string) => text,
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var number) ? number : null,
            _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var number) ? number : null,
            _ when type == typeof(double) => double.TryParse(text, NumberStyles.Float, Invariant, out var number) && double.IsFinite(number)
                ? number
                : null,
            _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
            _ when type == typeof(Guid) => Guid.TryParse(text, out var id) ? id : null,
            _ when type == typeof(Uri) => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null,
            _ when type.IsEnum => Enum.GetNames(type).FirstOrDefault(IsSpelt) is { } name ? Enum.Parse(type, name) : null,
            _ when type.IsAssignableFrom(typeof(string[])) =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            _ => throw new NotSupportedException($"No variable can hold a {type.Name}."),
        };

        bool IsSpelt(string name) => KebabCase(name).Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    private static string Expected(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(Guid) => "a UUID",
        _ when type == typeof(Uri) => "a complete address (https://…)",
        _ when type.IsEnum => "one of " + string.Join(", ", Enum.GetNames(type).Select(KebabCase)),
        _ => "readable",
    };
}
