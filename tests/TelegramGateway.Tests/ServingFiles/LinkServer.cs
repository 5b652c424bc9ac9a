using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.ServingFiles;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.ServingFiles;

/// <summary>The endpoints of files on a free port, over real HTTP, with Telegram behind them.</summary>
internal sealed class LinkServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int last;

    private LinkServer(FakeTelegram telegram, DownloadLimits limits, int cacheMegabytes)
    {
        Telegram = telegram;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(telegram.Options).AddSingleton(limits).AddSingleton(TimeProvider.System).AddSingleton<Refusals>();
        builder.Services.AddSingleton(new RelayOptions { Language = RelayLanguage.En });
        builder.Services.AddSingleton(new ClientFileOptions { CacheFolder = CacheFolder, CacheMegabytes = cacheMegabytes });
        builder.Services.AddSingleton<IStoredFiles>(Files).AddSingleton<TelegramConnection>().AddSingleton<TelegramDownloads>();
        builder.Services.AddSingleton<FileCache>().AddSingleton<FileDownloads>().AddSingleton<FileDoor>();
        app = builder.Build();
        app.MapFiles();
    }

    public FakeTelegram Telegram { get; }

    public FakeStoredFiles Files { get; } = new();

    public HttpClient Http { get; } = new();

    public string CacheFolder { get; } = Path.Combine(Path.GetTempPath(), $"relay-files-{Guid.NewGuid():N}");

    public static async Task<LinkServer> StartAsync(DownloadLimits? limits = null, int cacheMegabytes = 64)
    {
        var server = new LinkServer(await FakeTelegram.StartAsync(), limits ?? new DownloadLimits(), cacheMegabytes);
        await server.app.StartAsync();
        server.Http.BaseAddress = new Uri(server.app.Urls.First());
        return server;
    }

    /// <summary>A file of a client; its link, relative.</summary>
    public string Link(string name = "", MediaKind kind = MediaKind.Document, long bot = 100)
    {
        var number = ++last;
        var file = new ClientFile($"file-{number}", $"unique-{number}", kind, name, "", Size: null, Duration: null);
        return $"/files/{Files.Add(file, bot).Id:N}/{AddressName.Of(file)}";
    }

    /// <summary>Telegram has the next file, for one fetch.</summary>
    public void Has(byte[] bytes) => Has(http => http.Response.Body.WriteAsync(bytes).AsTask());

    /// <summary>Telegram names the next file, and answers its download so.</summary>
    public void Has(Func<HttpContext, Task> download)
    {
        Telegram.Answer("getFile", 200, """{"ok":true,"result":{"file_id":"x","file_unique_id":"y","file_path":"documents/file 1.pdf"}}""");
        Telegram.Answer(FakeTelegram.Download, download);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Telegram.DisposeAsync();
        if (Directory.Exists(CacheFolder))
        {
            Directory.Delete(CacheFolder, recursive: true);
        }
    }
}
