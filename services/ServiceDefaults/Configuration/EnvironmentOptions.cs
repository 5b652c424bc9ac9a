using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>
/// Fills the properties of <typeparamref name="TOptions"/> that have a <see cref="VariableAttribute"/>, and reports in sentences what is missing or
/// wrong. Never reports a value, because it may be a secret.
/// </summary>
internal sealed class EnvironmentOptions<TOptions>(IConfiguration configuration, SecretFiles files)
    : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    private static readonly (PropertyInfo Property, VariableAttribute Variable)[] Bound =
        [.. from property in typeof(TOptions).GetProperties()
            let variable = property.GetCustomAttribute<VariableAttribute>()
            where variable is not null
            select (property, variable)];

    public void Configure(TOptions options) => Fill(options);

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var noFile = Bound.Select(bound => bound.Variable).Where(variable => files.Problem(variable.Name) is not null).ToList();
        if (noFile.Count > 0)
        {
            return ValidateOptionsResult.Fail(noFile.Select(variable => Sentence(variable, files.Problem(variable.Name)!)));
        }

        // The values were converted once already, but conversion errors can only be reported here.
        var unreadable = Fill(new TOptions());
        var sentences = unreadable.Select(wrong => Sentence(wrong.Variable, $"must be {wrong.Expected}")).ToList();
        var invalid = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), invalid, validateAllProperties: true);
        sentences.AddRange(from result in invalid
                           where !result.MemberNames.Any(member => unreadable.Any(wrong => wrong.Property.Name == member))
                           select Sentence(options, result));
        return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
    }

    private List<(PropertyInfo Property, VariableAttribute Variable, string Expected)> Fill(TOptions options)
    {
        var unreadable = new List<(PropertyInfo, VariableAttribute, string)>();
        foreach (var (property, variable) in Bound)
        {
            // Compose files set unset variables to an empty text.
            if (configuration[variable.Key] is not { Length: > 0 } text)
            {
                continue;
            }

            if (VariableText.TryConvert(text, property.PropertyType, out var value, out var expected))
            {
                property.SetValue(options, value);
            }
            else
            {
                unreadable.Add((property, variable, expected));
            }
        }

        return unreadable;
    }

    private static string Sentence(TOptions options, ValidationResult result)
    {
        var member = result.MemberNames.FirstOrDefault();
        var (property, variable) = Bound.FirstOrDefault(bound => bound.Property.Name == member);
        if (variable is null)
        {
            return result.ErrorMessage ?? "The configuration is wrong.";
        }

        if (property.GetCustomAttribute<RequiredAttribute>() is not null && property.GetValue(options) is null or "")
        {
            return Sentence(variable, "is not set");
        }

        // .NET says "The field Count must be between 1 and 1000."; people know the variable's name.
        var what = result.ErrorMessage ?? "is wrong";
        var ofDotNet = $"The field {property.Name} ";
        return what.StartsWith(ofDotNet, StringComparison.Ordinal) ? Sentence(variable, what[ofDotNet.Length..].TrimEnd('.')) : what;
    }

    private static string Sentence(VariableAttribute variable, string what) => $"{variable.Name} {what}. {variable.Hint}".TrimEnd();
}
