using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Wahelp;

/// <summary>The files that managers attach in the CRM: each has an address of its own, which a plain GET opens.</summary>
internal sealed class ManagerFiles(SandboxOptions options, StoredFiles files, Channel channel, ScriptedCall scripted, Journal journal)
{
    private const string Page = "text/html; charset=utf-8";

    /// <summary>The manager sends a file, or replaces the one of an earlier message.</summary>
    /// <param name="sent">The message.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="origin">The address of this call, without a path.</param>
    /// <exception cref="ArgumentException">The account's shape contradicts itself.</exception>
    public SentFile Send(ManagerFile sent, byte[] bytes, string origin)
    {
        var file = files.Add(bytes, kind: null, sent.Name);
        var url = $"{(options.FilesUrl.Length > 0 ? options.FilesUrl.TrimEnd('/') : origin)}/storage/{file.Id}/{Uri.EscapeDataString(sent.Name ?? "")}";
        return new SentFile(channel.Write(sent.ToMessage(url), file), url, file.Id);
    }

    /// <summary>Answers a GET to the address of a file.</summary>
    public Task ServeAsync(HttpContext context, string id)
    {
        var phone = journal.Find([What.ManagerWrote]).FindLast(entry => entry.File?.Id == id)?.Phone;
        return scripted.PlayAsync(
            context,
            ("files.download", null, phone),
            fault => Task.FromResult(Fetch(id, phone, fault)),
            script => journal.Add(new Entry
            {
                What = What.CallRefused,
                Phone = phone,
                Status = script.Status,
                Reason = script.Fault,
                Detail = "files.download",
            }),
            script => new Answer(script.Status ?? 200, script.BodyText ?? PageOf(script.Status ?? 200), script.RetryAfter)
            {
                ContentType = Page,
                Location = script.Location,
            });
    }

    private Answer Fetch(string id, string? phone, string? fault)
    {
        if (files.Find(id) is not { Kind: null } file)
        {
            return new Answer(404, PageOf(404)) { ContentType = Page };
        }

        journal.Add(new Entry { What = What.FileFetched, Phone = phone, Status = 200, Reason = fault });
        return new Answer(200, "") { Bytes = file.Bytes, ContentType = file.Type };
    }

    private static string PageOf(int status) => $"<!DOCTYPE html><title>{status}</title><h1>{status}</h1>";
}

/// <summary>A file that the manager sends, as the query of the upload; its bytes are the body.</summary>
internal sealed record ManagerFile
{
    public required string Phone { get; init; }

    /// <summary>The text beside it; null for none.</summary>
    public string? Text { get; init; }

    /// <summary>The end of its address; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The message that is edited and gets this file; null for a new message.</summary>
    public long? MessageId { get; init; }

    /// <summary>The message whose webhook names the file.</summary>
    public ManagerMessage ToMessage(string url) => new()
    {
        Phone = Phone,
        Text = Text,
        FileUrl = url,
        Id = MessageId,
        Shape = MessageId is null ? null : new() { ["action"] = WebhookShape.Updated },
    };
}

/// <summary>What was sent.</summary>
/// <param name="Id">Wahelp's message id.</param>
/// <param name="Url">The address in the webhook.</param>
/// <param name="FileId">For <c>GET /control/files/{id}</c>.</param>
internal sealed record SentFile(long Id, string Url, string FileId);
