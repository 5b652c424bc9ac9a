using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// Imports a table from the body of a request, of any length. The answer is written while the table is read, line by line: <c>% 45 120000</c> for
/// progress (percent, rows), <c>line 17: …</c> for a refused row, and one last line that begins with <c>Done</c>; an answer without it is incomplete.
/// While a chunk is stored, the next one is read.
/// </summary>
/// <typeparam name="T">The type of a row.</typeparam>
public abstract partial class TableImport<T>(ILogger logger)
{
    /// <summary>The columns that the first line must name, in any order; others are ignored.</summary>
    protected abstract IReadOnlyList<string> Required { get; }

    /// <summary>Optional columns.</summary>
    protected virtual IReadOnlyList<string> Optional => [];

    /// <summary>The number of rows stored together.</summary>
    protected abstract int ChunkSize { get; }

    /// <summary>Reads the table and answers. Storing a chunk must be idempotent: a caller that gets no <c>Done</c> sends the table again.</summary>
    public async Task RunAsync(HttpContext context)
    {
        LiftLimits(context);
        using var reader = new CsvReader(context.Request.Body);
        context.Response.ContentType = "text/plain; charset=utf-8";
        try
        {
            if (await ReadHeaderAsync(reader, context.RequestAborted) is { } columns)
            {
                await TakeAsync(context, reader, columns);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync($"The first line must name the columns {string.Join(", ", Required)}.\n", context.RequestAborted);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone.
        }
        catch (FormatException error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (IOException error)
        {
            await RefuseAsync(
                context,
                (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest,
                string.Create(CultureInfo.InvariantCulture,
                    $"The file cannot be read from line {reader.Line} on: it was cut off or damaged on the way. Send it again."));
        }
        catch (Exception error)
        {
            Log.BrokeOff(logger, error, reader.Line);
            await context.Response.WriteAsync(Line(
                $"The import stopped before line {reader.Line} ({error.GetType().Name}). Send the file again: stored rows stay as they are."));
        }
    }

    /// <summary>The file or its transport is at fault. An answer that has begun is already a 200.</summary>
    private static async Task RefuseAsync(HttpContext context, int status, string words)
    {
        var isLate = context.Response.HasStarted;
        if (!isLate)
        {
            context.Response.StatusCode = status;
        }

        await context.Response.WriteAsync($"{words}{(isLate ? " What stands before it may be stored already; repeating that is harmless." : "")}\n");
    }

    /// <summary>The parsed row, or the reason for refusing it, without content.</summary>
    protected abstract (T? Item, string? Refused) Read(TableRow row);

    /// <summary>Stores a chunk. Returns when it is committed and announced.</summary>
    protected abstract Task<StoredChunk> StoreAsync(IReadOnlyList<T> items, CancellationToken cancellationToken);

    private async Task TakeAsync(HttpContext context, CsvReader reader, int[] columns)
    {
        var (rows, counts) = (0, new Counts(0, 0, 0));
        var stored = Task.FromResult(new StoredChunk(0, 0, []));
        while (await ReadChunkAsync(reader, columns, context.RequestAborted) is { Rows: > 0 } chunk)
        {
            var before = await stored;
            stored = StoreAsync(chunk.Items, context.RequestAborted);
            counts = counts.With(before, chunk.Refused);
            rows += chunk.Rows;
            await TellAsync(context, [.. before.Refused, .. chunk.Refused], reader.BytesRead, rows);
        }

        var last = await stored;
        counts = counts.With(last, []);
        await TellAsync(context, last.Refused, reader.BytesRead, rows);
        await context.Response.WriteAsync(Line($"Done. {rows} rows: {counts.New} new, {counts.Known} known before, {counts.Refused} refused."));
    }

    private async Task<int[]?> ReadHeaderAsync(CsvReader reader, CancellationToken cancellationToken)
    {
        var header = (await reader.ReadAsync(cancellationToken) ?? []).Select(name => name.Trim().ToLowerInvariant()).ToList();
        return Required.All(header.Contains) ? [header.Count, .. Required.Concat(Optional).Select(name => header.IndexOf(name))] : null;
    }

    private async Task<Chunk> ReadChunkAsync(CsvReader reader, int[] columns, CancellationToken cancellationToken)
    {
        var (items, refused, rows) = (new List<T>(ChunkSize), new List<RefusedRow>(), 0);
        while (rows < ChunkSize && await reader.ReadAsync(cancellationToken) is { } fields)
        {
            rows++;
            var (item, why) = fields.Length != columns[0]
                ? (default, string.Create(
                    CultureInfo.InvariantCulture,
                    $"it has {fields.Length} fields, the first line has {columns[0]} (a field with a delimiter in it must be in quotes)"))
                : Read(new TableRow(reader.Line, fields, columns));
            if (why is null)
            {
                items.Add(item!);
            }
            else
            {
                refused.Add(new RefusedRow(reader.Line, why));
            }
        }

        return new Chunk(rows, items, refused);
    }

    private static Task TellAsync(HttpContext context, IReadOnlyList<RefusedRow> refused, long read, int rows)
    {
        var words = new StringBuilder();
        foreach (var row in refused.OrderBy(row => row.Line))
        {
            words.Append(Line($"line {row.Line}: {row.Why}"));
        }

        words.Append(Line($"% {(context.Request.ContentLength is { } all and > 0 ? read * 100 / all : 0)} {rows}"));
        return context.Response.WriteAsync(words.ToString(), context.RequestAborted);
    }

    /// <summary>A list of a million clients is larger than the server's default limit, and may come slowly.</summary>
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static string Line(FormattableString words) => words.ToString(CultureInfo.InvariantCulture) + "\n";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A table could not be stored from line {Line} on")]
        public static partial void BrokeOff(ILogger logger, Exception exception, int line);
    }

    private sealed record Chunk(int Rows, IReadOnlyList<T> Items, IReadOnlyList<RefusedRow> Refused);

    private sealed record Counts(int New, int Known, int Refused)
    {
        public Counts With(StoredChunk stored, IReadOnlyList<RefusedRow> refused) =>
            new(New + stored.New, Known + stored.Known, Refused + stored.Refused.Count + refused.Count);
    }
}

/// <summary>A row of a table.</summary>
/// <param name="line">The line where it begins.</param>
/// <param name="fields">The fields as they are in the table.</param>
/// <param name="columns">The number of fields, then the index of each column; -1 if the table does not have it.</param>
public readonly struct TableRow(int line, string[] fields, int[] columns)
{
    /// <summary>The line where it begins, from 1.</summary>
    public int Line => line;

    /// <summary>A field, by the column's index among the required and then the optional ones; empty if the table does not have the column.</summary>
    public string this[int column] => columns[column + 1] is >= 0 and var index ? fields[index].Trim() : "";
}

/// <summary>The result of a chunk.</summary>
/// <param name="New">Rows with something new.</param>
/// <param name="Known">Rows that were known.</param>
/// <param name="Refused">Rows that were refused on storing.</param>
public sealed record StoredChunk(int New, int Known, IReadOnlyList<RefusedRow> Refused);

/// <summary>A refused row.</summary>
/// <param name="Line">The line where it begins, from 1.</param>
/// <param name="Why">The reason, without content.</param>
public readonly record struct RefusedRow(int Line, string Why);
