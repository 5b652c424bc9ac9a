using Relay.Contracts;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>The files of managers' messages, from storing the message until it is final.</summary>
internal interface IReplyFiles
{
    /// <summary>The statement that keeps a message's file as one to fetch, if the message is open. A known one stays as it is.</summary>
    Statement Keep(Guid messageId, Attachment attachment);

    /// <summary>The statement that has a file fetched anew that did not go, if its message is open.</summary>
    Statement Again(Guid messageId, Attachment attachment);

    /// <summary>What is decided about the message's file. Kept as one to fetch if nothing is known of it.</summary>
    Task<ReplyFile> FindAsync(Guid messageId, Attachment attachment, CancellationToken cancellationToken);

    /// <summary>Stores what a refusal changes: the kind, the remembered <c>file_id</c>, or that the file does not go.</summary>
    Task ChangeAsync(TelegramFile file, FileRefusal refusal, CancellationToken cancellationToken);

    /// <summary>Remembers Telegram's id of these bytes, so that they are uploaded once.</summary>
    Task RememberAsync(TelegramFile file, string fileId, CancellationToken cancellationToken);
}
