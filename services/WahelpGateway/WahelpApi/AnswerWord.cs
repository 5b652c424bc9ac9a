namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The meaning of words in <c>status</c>, <c>code</c> and <c>success</c>: <c>sent</c>, <c>NOT_DELIVERED</c>, <c>validation error</c>.</summary>
internal static class AnswerWord
{
    private static readonly HashSet<string> Yeses = Set(
        "ok", "success", "successful", "successfully", "true", "yes", "sent", "queued", "accepted", "created", "pending", "processing", "sending", "scheduled",
        "delivered", "read", "seen", "viewed", "done", "completed", "ок", "да", "успешно", "отправлено", "доставлено");

    private static readonly HashSet<string> Noes = Set(
        "error", "errors", "err", "fail", "failed", "failure", "false", "ko", "denied", "rejected", "refused", "declined", "forbidden", "unauthorized",
        "unauthenticated", "invalid", "exception", "undelivered", "unsent", "bounced", "cancelled", "canceled", "expired", "ошибка", "ошибки",
        "ошибок", "отклонено");

    private static readonly HashSet<string> Negations = Set("no", "not", "нет", "не");

    private static readonly HashSet<string> Empties = Set("none", "null", "undefined", "no", "0", "without", "нет", "без");

    /// <summary>States after the acceptance of a message: "not read yet" is no refusal.</summary>
    private static readonly HashSet<string> Later = Set("read", "seen", "viewed", "opened", "answered");

    /// <summary>A negation or a word for failure anywhere is a no. A word for success without these is a yes.</summary>
    public static FieldSays Of(string text)
    {
        var tokens = Tokens(text);
        if (IsNoTrouble(tokens))
        {
            return FieldSays.Nothing;
        }

        var negation = Array.FindIndex(tokens, Negations.Contains);
        return tokens.Any(Noes.Contains) ? FieldSays.No
            : negation >= 0 ? negation + 1 < tokens.Length && Later.Contains(tokens[negation + 1]) ? FieldSays.Nothing : FieldSays.No
            : tokens.Any(Yeses.Contains) ? FieldSays.Yes
            : FieldSays.Nothing;
    }

    /// <summary>True if it is a single word for success.</summary>
    public static bool IsYes(string text) => Tokens(text) is [var only] && Yeses.Contains(only);

    /// <summary>True if it is a single word for failure, and not a person's sentence.</summary>
    public static bool IsNo(string text) => Tokens(text) is [var only] && (Noes.Contains(only) || only == "0");

    /// <summary>True for an empty value: empty, <c>none</c>, "no errors".</summary>
    public static bool IsNone(string text) =>
        Tokens(text) is var tokens && (tokens is [] || (tokens is [var only] && Empties.Contains(only)) || IsNoTrouble(tokens));

    private static bool IsNoTrouble(string[] tokens) => tokens is [var first, var second] && Empties.Contains(first) && Noes.Contains(second);

    private static string[] Tokens(string text) =>
        string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static HashSet<string> Set(params string[] words) => new(words, StringComparer.OrdinalIgnoreCase);
}
