using Relay.Cli.Output;
using Relay.ServiceDefaults;

namespace Relay.Cli.Learning;

/// <summary>Questions to the person at the terminal, one line each. The end of the input counts as no.</summary>
internal sealed class Questions(Terminal terminal, CancellationToken cancellationToken)
{
    public void Say(string words) => terminal.Out.WriteLine(HiddenSigns.Show(words.TrimEnd('\n')));

    public void Pause() => terminal.Out.WriteLine();

    public async Task<bool> AgreesAsync(string question) => await AskAsync($"{question} [y/n]") == "y";

    /// <summary>False to skip it.</summary>
    public async Task<bool> DoneAsync(string what) => await AskAsync($"{what} [Enter when done, s to skip]") is not (null or "s");

    /// <summary>Null if the person does not know.</summary>
    public async Task<bool?> SawAsync(string question) => await AskAsync($"{question} [y, n, Enter if you do not know]") switch
    {
        "y" => true,
        "n" => false,
        _ => null,
    };

    /// <summary>A read from a terminal cannot be cancelled: after Ctrl-C it is abandoned, and ends with the process.</summary>
    private async Task<string?> AskAsync(string question)
    {
        Say(question);
        return await Task.Run(terminal.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
    }
}
