using System.ComponentModel.DataAnnotations;
using Npgsql;
using PhoneNumbers;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Bus;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>Options of all services.</summary>
public sealed class RelayOptions : IValidatableObject
{
    private const string RabbitMqHint = "Set it to amqp://user:password@host:5672/vhost (amqps:// for TLS; special characters percent-encoded).";
    private const string PostgresHint = "Set it to Host=…;Port=5432;Database=…;Username=…;Password=… (each service has a database of its own).";
    private const string AdminHint = "Set it to a long random text, for example of `openssl rand -hex 32`, or remove it.";
    private const string HashHint = "Set it to the SHA-256, in 64 hexadecimal digits, of the token that this service's callers present, or remove it.";
    private const string RegionHint = "Set it to a country's two letters, for example RU.";
    private const string ZoneHint = "Set it to an IANA name, for example Europe/Moscow, which is the default.";

    /// <summary>The address of RabbitMQ: <c>amqp(s)://user:pass@host:port/vhost</c>, each part percent-encoded.</summary>
    [Required]
    [Variable("ConnectionStrings__RabbitMq", Hint = RabbitMqHint)]
    public string RabbitMq { get; set; } = "";

    /// <summary>The connection string of the service's own database, in Npgsql's form.</summary>
    [Required]
    [Variable("ConnectionStrings__Postgres", Hint = PostgresHint)]
    public string Postgres { get; set; } = "";

    /// <summary>The language of notes and of notices to the owner; clients get their own.</summary>
    [Variable("RELAY_LANGUAGE", Hint = "ru is the default.")]
    public RelayLanguage Language { get; set; } = RelayLanguage.Ru;

    /// <summary>The token for reading content and making changes on the management port; empty disables both.</summary>
    [MinLength(Secret.ShortestLength, ErrorMessage = $"RELAY_ADMIN_TOKEN is shorter than 24 characters and can be guessed. {AdminHint}")]
    [Variable("RELAY_ADMIN_TOKEN", Hint = AdminHint)]
    public string? AdminToken { get; set; }

    /// <summary>The SHA-256 of the token, instead of the token: a service that knows only the hash cannot use the token elsewhere.</summary>
    [Variable("RELAY_ADMIN_TOKEN_HASH", Hint = HashHint)]
    public string? AdminTokenHash { get; set; }

    /// <summary>The country of phones without a country code: ISO 3166-1 alpha-2.</summary>
    [Variable("PHONE_REGION", Hint = RegionHint)]
    public string PhoneRegion { get; set => field = value.Trim().ToUpperInvariant(); } = "RU";

    /// <summary>For how many days texts of clients and managers are kept after they are settled, and former owners of phones after a move.</summary>
    [Range(1, 90)]
    [Variable("RELAY_KEEP_TEXTS_DAYS", Hint = "30 is the default; from 1 to 90.")]
    public int KeepTextsDays { get; set; } = 30;

    /// <summary>The company's time zone, for times that clients and managers read. An IANA name.</summary>
    [Variable("RELAY_TIME_ZONE", Hint = ZoneHint)]
    public string TimeZone { get; set; } = "Europe/Moscow";

    /// <summary><see cref="TimeZone"/>, validated.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>The administration token to compare with; null if administration is disabled.</summary>
    internal Secret? Admin => !string.IsNullOrEmpty(AdminToken) ? Secret.Of(AdminToken)
        : Secret.TryOfHash(AdminTokenHash, out var secret) ? secret
        : null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!BrokerAddress.TryParse(RabbitMq, out _))
        {
            yield return new ValidationResult($"ConnectionStrings__RabbitMq is not a broker address. {RabbitMqHint}");
        }

        if (!string.IsNullOrEmpty(AdminTokenHash) && !Secret.TryOfHash(AdminTokenHash, out _))
        {
            yield return new ValidationResult($"RELAY_ADMIN_TOKEN_HASH is not a SHA-256. {HashHint}");
        }

        if (!string.IsNullOrEmpty(AdminToken) && !string.IsNullOrEmpty(AdminTokenHash))
        {
            yield return new ValidationResult("RELAY_ADMIN_TOKEN and RELAY_ADMIN_TOKEN_HASH are both set. Remove one of them.");
        }

        if (!NamesDatabase(Postgres))
        {
            yield return new ValidationResult($"ConnectionStrings__Postgres is not an Npgsql connection string with Host and Database. {PostgresHint}");
        }

        if (!PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(PhoneRegion))
        {
            yield return new ValidationResult($"PHONE_REGION is not a country code. {RegionHint}");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult($"RELAY_TIME_ZONE is not a time zone that this machine knows. {ZoneHint}");
        }
    }

    private static bool NamesDatabase(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) is { Host.Length: > 0, Database.Length: > 0 };
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }
}

/// <summary>The languages of Relay's own texts.</summary>
public enum RelayLanguage
{
    /// <summary>Russian.</summary>
    Ru,

    /// <summary>English.</summary>
    En,
}
