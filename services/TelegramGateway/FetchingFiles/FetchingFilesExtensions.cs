using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Examining;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Managers' files are fetched when their messages are stored, and kept until these are final.</summary>
internal static class FetchingFilesExtensions
{
    public static WebApplicationBuilder AddFetchingFiles(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<FileSignal>().AddSingleton<IReplyFiles, ReplyFiles>().AddSingleton<IFileBytes, FileBytes>();
        services.AddSingleton<IFileStore, FileStore>().AddSingleton<FileHosts>().AddSingleton<FileFetcher>().AddSingleton<UnknownHosts>();
        services.AddSingleton<FileFetch>().AddHostedService<FileFetching>();
        services.AddSingleton<IFileHostsSeen, FileHostsSeen>().AddSingleton<IExamination, FileHostsExamination>();
        services.AddSingleton<IDeadLetterReplay, ReplyFileReplay>();
        services.AddSingleton(ReplyFiles.Forgetting).AddSingleton(FileHostsSeen.Forgetting);
        services.AddHealthChecks().AddCheck<FileStoreHealth>("files");
        return builder;
    }
}
