using System.Globalization;
using System.Security.Cryptography;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Examining;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>Checks that links to clients' files lead here, by a link that no file has: only this gateway knows the sentence that answers it.</summary>
internal sealed class FileExamination(ClientFileOptions files, RelayOptions relay) : IExamination
{
    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (files.PublicUrl is not { } address)
        {
            yield return Finding.Open(
                "RELAY_PUBLIC_URL is not set: managers read [photo] or [document], and cannot open clients' files.",
                "Set it to the https address of your reverse proxy, which passes GET /files/… to TelegramGateway.");
            yield break;
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        yield return Reached(await WebhookProbe.GetAsync(new Uri($"{address.AbsoluteUri.TrimEnd('/')}/files/{id}/probe"), cancellationToken));
    }

    private Finding Reached((int Status, string Body)? answer) => answer switch
    {
        null => Finding.Wrong("RELAY_PUBLIC_URL cannot be reached from here, or has no valid certificate.",
            "Check that the name leads to your reverse proxy, and that its certificate is valid."),
        { Status: 404, Body: var body } when body.Trim() == FileWords.Unknown(relay.Language) => Finding.Good(
            "RELAY_PUBLIC_URL leads to this gateway, as seen from here: managers can open clients' files."),
        { Status: >= 500 and var status } => Finding.Wrong(string.Create(CultureInfo.InvariantCulture, $"RELAY_PUBLIC_URL answers {status} to a link."),
            "Check that TelegramGateway runs and that the reverse proxy reaches it."),
        { Status: var status } => Finding.Wrong(
            string.Create(CultureInfo.InvariantCulture, $"RELAY_PUBLIC_URL answers {status} to a link: that is not this gateway."),
            "The reverse proxy must pass GET /files/… to TelegramGateway."),
    };
}
