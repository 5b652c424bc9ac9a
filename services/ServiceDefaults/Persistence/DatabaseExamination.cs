using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Examining;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Checks that the database can be used with these rights, and that the clocks agree.</summary>
internal sealed class DatabaseExamination(
    NpgsqlDataSource database, IEnumerable<SchemaContext> contexts, RelayOptions options, TimeProvider time) : IExamination
{
    private const string Variable = "ConnectionStrings__Postgres";

    /// <summary>Due times are the database's, event times the service's: a difference of seconds is visible in them.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = new NpgsqlConnectionStringBuilder(options.Postgres);
        foreach (var host in asked.Host!.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Encryption.Of("the database", host, asked.SslMode == SslMode.VerifyFull, $"Set SSL Mode=VerifyFull in {Variable}.") is { } encryption)
            {
                yield return encryption;
            }
        }

        var (connection, problem) = await ConnectAsync(cancellationToken);
        if (connection is null)
        {
            yield return problem!;
            yield break;
        }

        await using (connection)
        {
            var facts = await ReadAsync(connection, cancellationToken);
            yield return facts.ReadOnly
                ? Finding.Wrong("The database is read-only: a standby, or set so.", $"Point {Variable} to the primary.")
                : Finding.Good("The database answers and takes changes.");
            yield return await RightsAsync(connection, facts.MayCreate, cancellationToken);
            yield return facts.Ahead.Duration() > Tolerance
                ? Finding.Wrong(
                    string.Create(
                        CultureInfo.InvariantCulture, $"The database's clock and this machine's differ by {facts.Ahead.Duration().TotalSeconds:0} s."),
                    "Switch on the synchronisation of time (NTP) on both.")
                : Finding.Good("The database's clock agrees with this machine's.");
        }
    }

    private async Task<(NpgsqlConnection? Connection, Finding? Problem)> ConnectAsync(CancellationToken cancellationToken)
    {
        var asked = new NpgsqlConnectionStringBuilder(options.Postgres);
        var where = string.Create(CultureInfo.InvariantCulture, $"{asked.Host}:{asked.Port}");
        try
        {
            return (await database.OpenConnectionAsync(cancellationToken), null);
        }
        catch (PostgresException error)
        {
            return (null, error.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    Finding.Wrong($"PostgreSQL at {where} refuses the user or the password.", $"Correct Username and Password in {Variable}."),
                PostgresErrorCodes.InvalidCatalogName => Finding.Wrong(
                    $"PostgreSQL at {where} has no such database.", $"Create it, or correct Database in {Variable}."),
                _ => Finding.Wrong($"PostgreSQL at {where} does not let the service in (SQLSTATE {error.SqlState}).",
                    "Look up the code in PostgreSQL's list of error codes, and see its log."),
            });
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return (null, Finding.Wrong($"PostgreSQL does not answer at {where}.",
                $"Check that it runs and can be reached from here; else correct Host and Port in {Variable}."));
        }
    }

    private async Task<(bool ReadOnly, bool MayCreate, TimeSpan Ahead)> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        var read = new Statement<(bool ReadOnly, bool MayCreate, DateTimeOffset Now)>(
            """
            SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS read_only,
                   coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create, clock_timestamp() AS now
            """,
            row => (row.Is("read_only"), row.Is("may_create"), row.Time("now")));
        var (readOnly, mayCreate, now) = (await connection.ReadAsync(read, cancellationToken))[0];
        var ours = before + ((time.GetUtcNow() - before) / 2);
        return (readOnly, mayCreate, now - ours);
    }

    private async Task<Finding> RightsAsync(NpgsqlConnection connection, bool mayCreate, CancellationToken cancellationToken)
    {
        var read = new Statement<(string? Missing, string? Closed)>(
            """
            SELECT string_agg(t, ', ') FILTER (WHERE to_regclass(t) IS NULL) AS missing,
                   string_agg(t, ', ') FILTER (WHERE NOT (has_table_privilege(to_regclass(t), 'SELECT') AND has_table_privilege(to_regclass(t), 'INSERT')
                       AND has_table_privilege(to_regclass(t), 'UPDATE') AND has_table_privilege(to_regclass(t), 'DELETE'))) AS closed
            FROM unnest(@tables) AS t
            """,
            row => (row.TextOrNull("missing"), row.TextOrNull("closed")))
        {
            Parameters = [Column.Of("tables", contexts.SelectMany(TablesOf).Distinct(StringComparer.Ordinal))],
        };
        var (missing, closed) = (await connection.ReadAsync(read, cancellationToken))[0];
        return closed is not null
            ? Finding.Wrong($"The user may not read and change the tables {closed}.", "Grant SELECT, INSERT, UPDATE and DELETE on them to the service's user.")
            : missing is null ? Finding.Good("The tables are there, and the user may read and change them.")
            : mayCreate ? Finding.Open($"The tables {missing} do not exist yet: the service creates them when it starts.")
            : Finding.Wrong($"The tables {missing} do not exist, and the user may not create tables.",
                "Run the migrations as the tables' owner, or grant CREATE on the schema.");
    }

    private IEnumerable<string> TablesOf(SchemaContext context)
    {
        using var opened = context.Open(database);
        return [.. opened.Model.GetEntityTypes().Select(type => type.GetTableName()!)];
    }
}
