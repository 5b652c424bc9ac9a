namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>A file that this instance fetches. Others leave it alone as long as pieces keep coming.</summary>
/// <param name="MessageId">Whose file it is.</param>
/// <param name="Content">The key under which this attempt keeps its bytes.</param>
/// <param name="Url">Where it is. Never log it.</param>
/// <param name="Name">Its name, if the message has one; may be empty.</param>
/// <param name="Tries">How many attempts there were, this one included.</param>
/// <param name="Left">The time until the text goes alone; zero if that time is over.</param>
internal sealed record FileToFetch(Guid MessageId, Guid Content, string Url, string Name, int Tries, TimeSpan Left);
