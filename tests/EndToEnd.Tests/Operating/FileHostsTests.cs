using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>Managers' files on a host that no setting names: what the operator sees of them, and does.</summary>
public sealed class FileHostsTests
{
    private const string Hosts = "WAHELP_FILE_HOSTS";
    private const long Chat = 5_400_001;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_file_without_a_text_is_replayed_once_its_host_is_named_and_reaches_the_client_once()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_ADMIN_TOKEN"] = OperatedRelay.Token, [Hosts] = "wahelp.ru" },
        });
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        var phone = SandboxClient.PhoneOf(Chat);
        await sandbox.ClientSharesContactAsync(Chat);
        await sandbox.WaitInChatAsync(Chat, timeout: Patience);
        var gateway = stack[RelayService.TelegramGateway];
        using var admin = new HttpClient { BaseAddress = gateway.ManagementUrl };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", OperatedRelay.Token);
        admin.DefaultRequestHeaders.Accept.ParseAdd("text/plain");
        byte[] picture = [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(300_000)];

        await sandbox.ManagerSendsFileAsync(phone, picture, "зал.jpg");
        await sandbox.ManagerSendsFileAsync(phone, picture, "ещё.jpg", "Смотрите");
        await sandbox.WaitAtWahelpAsync(phone, 2, Patience); // both notes: the manager is told of either file
        var letter = Assert.Single((await admin.GetStringAsync("/dead")).Trim().Split('\n')); // the text of the other went, so it is no letter
        Assert.Contains("WAHELP_FILE_HOSTS does not name its host, 127.0.0.1", letter, StringComparison.Ordinal);
        Assert.DoesNotContain(stack.SandboxUrl.Authority, letter, StringComparison.Ordinal);
        await AssertDoctorAsync(gateway, isNamed: true);
        var replay = $"/dead/{letter.Trim().Split(' ')[0]}/replay";
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync(replay, null)).StatusCode);

        await gateway.Process.TerminateAsync();
        gateway.Process.Set(Hosts, stack.SandboxUrl.ToString().TrimEnd('/'));
        await gateway.StartAsync();
        await gateway.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync(replay, null)).StatusCode);

        await sandbox.WaitInChatAsync(Chat, 3, Patience);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync(replay, null)).StatusCode);
        await sandbox.ManagerRepliesAsync(phone, "Это всё");
        await sandbox.WaitInChatAsync(Chat, 4, Patience);
        var shown = (await sandbox.ShownAsync(Chat)).Skip(1).Select(message => (message.Text, message.File?.Hash));
        Assert.Equal([("Смотрите", null), (null, Convert.ToHexStringLower(SHA256.HashData(picture))), ("Это всё", null)], shown);
        await AssertDoctorAsync(gateway, isNamed: false);
    }

    /// <summary>The doctor names the host and the setting, and no address.</summary>
    private static async Task AssertDoctorAsync(RelayInstance gateway, bool isNamed)
    {
        var (_, said) = await gateway.Process.RunVerbAsync("doctor");
        var line = said.Split('\n').SkipWhile(one => !one.Contains(Hosts, StringComparison.Ordinal)).Take(2).ToList();
        Assert.True(line.Count == 2, said);
        Assert.Equal(isNamed, line[0].Contains("does not name their hosts: 127.0.0.1.", StringComparison.Ordinal));
        Assert.Equal(isNamed, line[1].Contains($"add the hosts to {Hosts}", StringComparison.Ordinal));
        Assert.DoesNotContain("/manager", said, StringComparison.Ordinal);
    }
}
