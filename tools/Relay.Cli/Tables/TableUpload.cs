using Relay.Cli.Management;
using Relay.Cli.Output;
using Relay.ServiceDefaults;
using Spectre.Console;

namespace Relay.Cli.Tables;

/// <summary>Sends a table of any length, shows the progress, prints refused lines. Fails if a line is refused or the table did not arrive completely.</summary>
internal sealed class TableUpload(Terminal terminal, Func<RunningRelay> find)
{
    private const string StandardInput = "-";

    public async Task<int> RunAsync(string service, string path, string file, bool json, CancellationToken cancellationToken)
    {
        await using var table = Open(file);
        using var management = find().Of(service);
        Action<string> print = json ? _ => { } : line => terminal.Out.WriteLine(HiddenSigns.Show(line));
        var answer = terminal.ShowsProgress
            ? await SendWithBarAsync(management, path, table, print, cancellationToken)
            : await SendAsync(management, path, table, hears: null, print, cancellationToken);
        if (answer.Done is not { } done)
        {
            throw new CommandException(
                $"{(file == StandardInput ? "The table" : file)} was not accepted completely. Send it again: accepted rows stay as they are.");
        }

        if (json)
        {
            terminal.WriteJson(new { done.Rows, done.New, done.Known, answer.Refused });
        }

        return done.Refused == 0 ? 0 : 1;
    }

    /// <summary>With a bar on standard error, which disappears at the end. Lines are printed only then, because they would break the bar.</summary>
    private async Task<UploadAnswer> SendWithBarAsync(
        ManagementClient management, string path, Stream table, Action<string> print, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        try
        {
            return await terminal.Bar.Progress().AutoClear(true)
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new SpinnerColumn())
                .StartAsync(progress =>
                {
                    var bar = progress.AddTask("0 rows");
                    bar.IsIndeterminate = !table.CanSeek;
                    return SendAsync(management, path, table, came => Show(bar, came), lines.Add, cancellationToken);
                });
        }
        finally
        {
            lines.ForEach(print);
        }
    }

    private static void Show(ProgressTask bar, ReadOnlySpan<byte> came)
    {
        if (HeardProgress.In(came) is { } heard)
        {
            (bar.Value, bar.Description) = (heard.Percent, $"{heard.Rows} rows");
        }
    }

    private static async Task<UploadAnswer> SendAsync(
        ManagementClient management, string path, Stream table, Hears? hears, Action<string> print, CancellationToken cancellationToken)
    {
        using var content = new StreamContent(table) { Headers = { ContentType = new("text/csv") } };
        using var response = await management.SendTableAsync(path, content, hears, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await management.RefusalAsync(response, cancellationToken);
        }

        var answer = new UploadAnswer();
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (answer.Take(line))
                {
                    print(line);
                }
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            // The answer broke off: its last line is missing.
        }

        return answer;
    }

    private Stream Open(string file)
    {
        if (file == StandardInput)
        {
            return terminal.Bytes.In();
        }

        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read.");
        }
    }
}
