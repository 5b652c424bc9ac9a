namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>ClientDirectory, over the bus.</summary>
internal interface IClientDirectory
{
    /// <summary>Null: not linked. Throws where no answer comes within 5 s.</summary>
    Task<LinkedClient?> FindAsync(long telegramUserId);
}
