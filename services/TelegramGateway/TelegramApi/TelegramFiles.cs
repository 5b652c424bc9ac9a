using Relay.Delivery.Instances;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Sends files. An upload holds a piece or two of it in memory, however large it is.</summary>
internal sealed class TelegramFiles(TelegramConnection connection, IFileBytes bytes, IInstances instances, IHostApplicationLifetime life, TimeProvider time)
    : IDisposable
{
    /// <summary>The name of an upload that broke before its end, and not for a reason of this gateway's own.</summary>
    public const string UploadBroken = "upload_broken";

    /// <summary>More uploads at once would take the line from the texts.</summary>
    private const int MostUploads = 4;

    /// <summary>In bytes per second. A slower line is taken for a broken one.</summary>
    private const long SlowestLine = 256 * 1024;

    private static readonly TimeSpan WithoutFile = Timings.TextCall - TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitForRoom = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim uploads = new(MostUploads);

    /// <summary>One call. Never throws.</summary>
    public Task<FileAnswer> SendAsync(TelegramFile file, CancellationToken cancellationToken) =>
        file.FileId is null ? UploadIfRoomAsync(file, cancellationToken) : SendAgainAsync(file, file.FileId, cancellationToken);

    public void Dispose() => uploads.Dispose();

    /// <summary>How long an upload may take: as a text, and its bytes on a slow line.</summary>
    public static TimeSpan LimitOf(long size) => WithoutFile + TimeSpan.FromSeconds((double)size / SlowestLine);

    private async Task<FileAnswer> SendAgainAsync(TelegramFile file, string fileId, CancellationToken cancellationToken)
    {
        var fields = FileCallFields.Of(file);
        fields[FileCallFields.FieldOf(file.Kind)] = fileId;
        using var body = OutgoingBody.Of(fields);
        using var limit = new CancellationTokenSource(WithoutFile, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await CallAsync(file, body, either.Token);
        }
        catch (Exception error)
        {
            return new(TelegramOutcomes.Map(error, body.Left));
        }
    }

    private async Task<FileAnswer> UploadIfRoomAsync(TelegramFile file, CancellationToken cancellationToken)
    {
        if (!await uploads.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new(new SendOutcome.GoesAgain(WaitForRoom));
        }

        try
        {
            return await UploadAsync(file, cancellationToken);
        }
        finally
        {
            uploads.Release();
        }
    }

    /// <summary>A stopping process breaks an upload off while that makes no doubt, and otherwise waits for the answer as for a text's.</summary>
    private async Task<FileAnswer> UploadAsync(TelegramFile file, CancellationToken cancellationToken)
    {
        using var body = new UploadBody(file, bytes, () => instances.IsAlive && !life.ApplicationStopping.IsCancellationRequested);
        using var limit = new CancellationTokenSource(LimitOf(file.Size), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await using var stopping = life.ApplicationStopping.Register(() => limit.CancelAfter(body.Left ? WithoutFile : TimeSpan.Zero));
        try
        {
            return await CallAsync(file, body, either.Token);
        }
        catch (Exception error)
        {
            return new(body switch
            {
                { Left: true } => new SendOutcome.Unanswered(),
                { IsBrokenOff: true } => new SendOutcome.GoesAgain(WaitForRoom),
                _ when life.ApplicationStopping.IsCancellationRequested => new SendOutcome.GoesAgain(TimeSpan.Zero),
                { Began: true } => new SendOutcome.NotNow(UploadBroken),
                _ => TelegramOutcomes.Map(error, bodyLeft: false),
            });
        }
    }

    private async Task<FileAnswer> CallAsync(TelegramFile file, HttpContent body, CancellationToken cancellationToken)
    {
        var answer = await connection.CallAsync(FileCallFields.MethodOf(file.Kind), body, cancellationToken);
        return TelegramFileOutcomes.Map(file, answer, TelegramMessages.ProviderMessageId(file.ChatId, answer));
    }
}
