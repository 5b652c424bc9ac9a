using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// A table that comes as the body of a request, of any length. While it is read, the answer grows, line by line: <c>% 45 120000</c> for how
/// far it is (percent, rows), <c>line 17: …</c> for a row that is refused, and at the end one line that begins with <c>Done</c>; an answer
/// without that line broke off. While a chunk is stored, the next one is read.
/// </summary>
/// <typeparam name="T">What a row becomes.</typeparam>
public abstract partial class TableImport<T>(ILogger logger)
{
    /// <summary>The columns that the first line must name, in any order; others are passed over.</summary>
    protected abstract IReadOnlyList<string> Required { get; }

    /// <summary>Columns that it may name.</summary>
    protected virtual IReadOnlyList<string> Optional => [];

    /// <summary>How many rows are stored together.</summary>
    protected abstract int ChunkSize { get; }

    /// <summary>Reads the table and answers. Storing a chunk must be repeatable: whoever hears no <c>Done</c> sends all of it again.</summary>
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
            // Nobody hears an answer.
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
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The file cannot be read on from line {reader.Line}: it broke off on its way here, or came garbled. Send it again."));
        }
        catch (Exception error)
        {
            Log.BrokeOff(logger, error, reader.Line);
            await context.Response.WriteAsync(
                Line($"It broke off before line {reader.Line} ({error.GetType().Name}). Send the file again: what is stored already stays as it is."));
        }
    }

    /// <summary>The file is at fault, or its way here. An answer that has begun is an answer of 200 already.</summary>
    private static async Task RefuseAsync(HttpContext context, int status, string words)
    {
        var isLate = context.Response.HasStarted;
        if (!isLate)
        {
            context.Response.StatusCode = status;
        }

        await context.Response.WriteAsync($"{words}{(isLate ? " What stands before it may be stored already; repeating that is harmless." : "")}\n");
    }

    /// <summary>What a row means; or why it is refused, in words that hold nothing of it.</summary>
    protected abstract (T? Item, string? Refused) Read(TableRow row);

    /// <summary>Stores a chunk and returns when it is committed and whoever must know was told.</summary>
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

    /// <summary>A base of a million clients is larger than what a server takes by default, and may come slowly.</summary>
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
/// <param name="line">Where it begins.</param>
/// <param name="fields">As they stand there.</param>
/// <param name="columns">The count of fields, then where each column is; -1 where the table has none.</param>
public readonly struct TableRow(int line, string[] fields, int[] columns)
{
    /// <summary>Where it begins, from 1.</summary>
    public int Line => line;

    /// <summary>A field, by the column's place among the required and then the optional ones; empty where the table has no such column.</summary>
    public string this[int column] => columns[column + 1] is >= 0 and var index ? fields[index].Trim() : "";
}

/// <summary>What became of a chunk.</summary>
/// <param name="New">Rows that said something new.</param>
/// <param name="Known">Rows that say what is known.</param>
/// <param name="Refused">Rows that were refused when they were to be stored.</param>
public sealed record StoredChunk(int New, int Known, IReadOnlyList<RefusedRow> Refused);

/// <summary>A row that was refused.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Why">In words that hold nothing of it.</param>
public readonly record struct RefusedRow(int Line, string Why);
