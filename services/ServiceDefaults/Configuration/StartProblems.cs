namespace Relay.ServiceDefaults.Configuration;

/// <summary>What was found wrong before the host was built, in sentences for the operator. Any of them stops the start.</summary>
internal sealed class StartProblems
{
    private readonly List<string> sentences = [];

    public IReadOnlyList<string> Sentences => sentences;

    public void Add(string sentence) => sentences.Add(sentence);
}
