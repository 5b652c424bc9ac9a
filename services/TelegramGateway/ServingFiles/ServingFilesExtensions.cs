using Relay.ServiceDefaults.Examining;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>Managers open clients' files by links.</summary>
internal static class ServingFilesExtensions
{
    public static WebApplicationBuilder AddServingFiles(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<FileLinks>().AddSingleton<IStoredFiles, StoredFiles>();
        services.AddSingleton<FileCache>().AddSingleton<FileDownloads>().AddSingleton<FileDoor>().AddSingleton<IExamination, FileExamination>();
        services.AddSingleton(provider => FileRetention.Of(provider.GetRequiredService<ClientFileOptions>()));
        return builder;
    }
}
