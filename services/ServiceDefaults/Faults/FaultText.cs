using System.Diagnostics;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Relay.ServiceDefaults.Faults;

/// <summary>
/// What may be logged about an exception and its causes: type, code and stack. A message may quote a text, a phone or a token, so it is never written
/// (docs/adr/0011).
/// </summary>
internal static class FaultText
{
    private const int DeepestCause = 10;

    /// <summary>The type, and the code if the type has one: codes are no content.</summary>
    public static string Name(Exception exception) => exception switch
    {
        PostgresException postgres => $"{postgres.GetType()} (SQLSTATE {postgres.SqlState})",
        SocketException socket => $"{socket.GetType()} ({socket.SocketErrorCode})",
        HttpRequestException { StatusCode: { } status } http => $"{http.GetType()} ({http.HttpRequestError}, {(int)status})",
        HttpRequestException http => $"{http.GetType()} ({http.HttpRequestError})",
        // The broker's own text names queues, exchanges and users, never a message. Without it a queue with other arguments cannot be found.
        OperationInterruptedException { ShutdownReason: { Initiator: ShutdownInitiator.Peer } reason } broker =>
            $"{broker.GetType()} ({reason.ReplyCode}, {reason.ReplyText})",
        _ => exception.GetType().ToString(),
    };

    /// <summary>The exception and its causes, each with its stack.</summary>
    public static string Describe(Exception exception)
    {
        var text = new StringBuilder();
        Append(text, exception, depth: 0);
        return text.ToString();
    }

    /// <summary>The exception and all its causes.</summary>
    public static IEnumerable<Exception> Chain(Exception exception, int depth = 0) =>
        depth == DeepestCause ? [] : Causes(exception).SelectMany(cause => Chain(cause, depth + 1)).Prepend(exception);

    /// <summary>The text without the messages of the exception and its causes, for libraries that quote them.</summary>
    public static string WithoutMessages(string text, Exception exception)
    {
        foreach (var one in Chain(exception))
        {
            var name = Name(one);
            if (text.Contains(one.GetType().ToString(), StringComparison.Ordinal))
            {
                // It holds more than the message, and is costly.
                text = text.Replace(one.ToString(), name, StringComparison.Ordinal);
            }

            text = one.Message.Length > 0 ? text.Replace(one.Message, name, StringComparison.Ordinal) : text;
        }

        return text;
    }

    private static void Append(StringBuilder text, Exception exception, int depth)
    {
        text.Append(Name(exception));
        // Not Exception.StackTrace: a type may override it.
        var stack = new StackTrace(exception, fNeedFileInfo: true).ToString().TrimEnd();
        text.Append(stack.Length > 0 ? "\n" : "").Append(stack);
        if (depth == DeepestCause)
        {
            return;
        }

        foreach (var cause in Causes(exception))
        {
            Append(text.Append("\ncaused by "), cause, depth + 1);
        }
    }

    private static IReadOnlyList<Exception> Causes(Exception exception) => exception switch
    {
        AggregateException aggregate => aggregate.InnerExceptions,
        { InnerException: { } inner } => [inner],
        _ => [],
    };
}
