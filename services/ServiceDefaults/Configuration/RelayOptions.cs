using System.ComponentModel.DataAnnotations;
using Npgsql;
using PhoneNumbers;
using Relay.ServiceDefaults.Bus;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>What all services are told.</summary>
public sealed class RelayOptions : IValidatableObject
{
    private const string RabbitMqHint = "Set it to amqp://user:password@host:5672/vhost (amqps:// for TLS; special characters percent-encoded).";
    private const string PostgresHint = "Set it to Host=…;Port=5432;Database=…;Username=…;Password=… (each service has a database of its own).";
    private const string RegionHint = "Set it to a country's two letters, for example RU.";

    /// <summary>Where RabbitMQ is: <c>amqp(s)://user:pass@host:port/vhost</c>, each part percent-encoded.</summary>
    [Required]
    [Variable("ConnectionStrings__RabbitMq", Hint = RabbitMqHint)]
    public string RabbitMq { get; set; } = "";

    /// <summary>Where the service's own database is, as Npgsql spells it.</summary>
    [Required]
    [Variable("ConnectionStrings__Postgres", Hint = PostgresHint)]
    public string Postgres { get; set; } = "";

    /// <summary>The language of notes and of what the owner is told; clients are spoken to in their own.</summary>
    [Variable("RELAY_LANGUAGE", Hint = "ru is the default.")]
    public RelayLanguage Language { get; set; } = RelayLanguage.Ru;

    /// <summary>What who asks for content or changes something on the management port must know; empty: nobody may.</summary>
    [Variable("RELAY_ADMIN_TOKEN", Hint = "Set it to a long random text, or leave it out.")]
    public string? AdminToken { get; set; }

    /// <summary>Where phones without a country code belong: ISO 3166-1 alpha-2.</summary>
    [Variable("PHONE_REGION", Hint = RegionHint)]
    public string PhoneRegion { get; set; } = "RU";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!BrokerAddress.TryParse(RabbitMq, out _))
        {
            yield return new ValidationResult($"ConnectionStrings__RabbitMq is no broker address. {RabbitMqHint}");
        }

        if (!NamesDatabase(Postgres))
        {
            yield return new ValidationResult($"ConnectionStrings__Postgres is no Npgsql connection string with Host and Database. {PostgresHint}");
        }

        if (!PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(PhoneRegion))
        {
            yield return new ValidationResult($"PHONE_REGION is no country. {RegionHint}");
        }
    }

    private static bool NamesDatabase(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) is { Host.Length: > 0, Database.Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }
}

/// <summary>The languages that Relay speaks.</summary>
public enum RelayLanguage
{
    /// <summary>Russian.</summary>
    Ru,

    /// <summary>English.</summary>
    En,
}
