using Relay.Cli.Management;
using Relay.Cli.Output;
using Relay.ServiceDefaults;
using Spectre.Console;

namespace Relay.Cli.Tables;

/// <summary>Sends a table of any length, shows how far it is, prints which lines are refused. Fails if any is, or if the table did not get through.</summary>
internal sealed class TableUpload(Terminal terminal, Func<RunningRelay> find)
{
    private const string StandardInput = "-";

    public async Task<int> RunAsync(string service, string path, string file, bool json, CancellationToken cancellationToken)
    {
        await using var table = Open(file);
        using var management = find().Of(service);
        using var response = await SendAsync(management, path, table, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await management.RefusalAsync(response, cancellationToken);
        }

        var answer = await ReadAsync(response, json, cancellationToken);
        if (answer.Done is not { } done)
        {
            throw new CommandException($"Not all of {(file == StandardInput ? "the table" : file)} was taken. Send it again: what was taken stays as it is.");
        }

        if (json)
        {
            terminal.WriteJson(new { done.Rows, done.New, done.Known, answer.Refused });
        }

        return done.Refused == 0 ? 0 : 1;
    }

    /// <summary>With a bar on standard error if a person sees it, which goes when all is sent.</summary>
    private async Task<HttpResponseMessage> SendAsync(ManagementClient management, string path, Stream table, CancellationToken cancellationToken)
    {
        if (!terminal.ShowsProgress)
        {
            return await SendAsync(_ => { });
        }

        return await terminal.Bar.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new SpinnerColumn())
            .StartAsync(progress =>
            {
                var bar = progress.AddTask("Sending", maxValue: table.CanSeek ? Math.Max(1, table.Length) : 1);
                bar.IsIndeterminate = !table.CanSeek;
                return SendAsync(sent => bar.Value = table.CanSeek ? sent : 0);
            });

        async Task<HttpResponseMessage> SendAsync(Action<long> sent)
        {
            using var content = new ReportedUpload(table, sent) { Headers = { ContentType = new("text/csv") } };
            return await management.SendTableAsync(path, content, cancellationToken);
        }
    }

    private async Task<UploadAnswer> ReadAsync(HttpResponseMessage response, bool json, CancellationToken cancellationToken)
    {
        var answer = new UploadAnswer();
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                if (answer.Take(line) && !json)
                {
                    await terminal.Out.WriteLineAsync(HiddenSigns.Show(line));
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // It broke off: its last line is missing.
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read.");
        }
    }
}
