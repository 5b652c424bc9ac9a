using System.Collections;
using System.Globalization;

namespace Relay.ServiceDefaults.Faults;

/// <summary>
/// A log line about an exception: text and values without its message, with <c>exception.type</c> and <c>exception.stacktrace</c>, as OpenTelemetry
/// names them. Console and exporters write these values like all others.
/// </summary>
internal sealed class FaultLine : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string OriginalFormat = "{OriginalFormat}";

    private readonly string text;
    private readonly List<KeyValuePair<string, object?>> values;

    /// <param name="text">The line, without messages of exceptions.</param>
    /// <param name="state">The logger's state.</param>
    /// <param name="fault">The exception.</param>
    /// <param name="leftOut">How many such lines were omitted before this one.</param>
    public FaultLine(string text, object? state, Exception fault, int leftOut)
    {
        this.text = text;
        values = [new("exception.type", fault.GetType().ToString()), new("exception.stacktrace", FaultText.Describe(fault))];
        if (leftOut > 0)
        {
            values.Add(new("repeated", leftOut));
        }

        if (state is IEnumerable<KeyValuePair<string, object?>> given)
        {
            foreach (var (name, value) in given)
            {
                values.Add(new(name, name == OriginalFormat ? value : Safe(value, fault)));
            }
        }
    }

    public int Count => values.Count;

    public KeyValuePair<string, object?> this[int index] => values[index];

    /// <summary>The first exception among the values: some libraries log it so.</summary>
    public static Exception? FaultIn(object? state) =>
        (state as IEnumerable<KeyValuePair<string, object?>>)?.Select(pair => pair.Value).OfType<Exception>().FirstOrDefault();

    /// <summary>
    /// The line's text without messages of exceptions. A formatter that wants the exception gets a harmless one.
    /// </summary>
    public static string TextOf<TState>(TState state, Exception fault, Func<TState, Exception?, string> formatter) =>
        FaultText.WithoutMessages(formatter(state, new Stated(FaultText.Name(fault))), fault);

    public override string ToString() => text;

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object? Safe(object? value, Exception fault) => value switch
    {
        Exception other => FaultText.Name(other),
        string words => FaultText.WithoutMessages(words, fault),
        null or bool or IFormattable => value,
        _ => FaultText.WithoutMessages(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", fault),
    };

    private sealed class Stated(string name) : Exception(name)
    {
        public override string ToString() => Message;
    }
}
