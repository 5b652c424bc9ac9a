using System.Net.Http.Headers;
using System.Text.Json;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>Whoever knows the admin token: over HTTP on the management ports, and by <c>./relay</c>.</summary>
internal sealed class Administrator : IDisposable
{
    public const string Token = "an-admin-token-of-the-test";

    private readonly string home = System.IO.Directory.CreateTempSubdirectory("relay-").FullName;

    public Administrator(RelayStack stack) => File.WriteAllText(
        Path.Combine(home, "management"),
        string.Concat(stack.Instances.Select(instance => $"{Kebab(instance.Service)} {instance.ManagementUrl.ToString().TrimEnd('/')}\n")));

    public static Task<RelayStack> StartAsync(string wahelpProfile = "messages") => RelayStack.StartAsync(new RelayStackOptions
    {
        WahelpProfile = wahelpProfile,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_ADMIN_TOKEN"] = Token },
    });

    public static HttpClient Http(RelayInstance instance)
    {
        var http = new HttpClient { BaseAddress = instance.ManagementUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return http;
    }

    public static async Task<string?> StateAsync(HttpClient http, string id)
    {
        using var state = JsonDocument.Parse(await http.GetStringAsync($"/notifications/{id}"));
        return (state.RootElement.GetProperty("state").GetString(), state.RootElement.GetProperty("reason").GetString()) is (var name, { } reason)
            ? $"{name} {reason}"
            : state.RootElement.GetProperty("state").GetString();
    }

    /// <summary>A table as a file.</summary>
    public string Write(string content)
    {
        var file = Path.Combine(home, $"{Guid.NewGuid()}.csv");
        File.WriteAllText(file, content);
        return file;
    }

    public Task<RelayScript.Result> RunAsync(params string[] arguments) => RelayScript.RunAsync(
        arguments, new Dictionary<string, string?>(StringComparer.Ordinal) { ["RELAY_HOME"] = home, ["RELAY_ADMIN_TOKEN"] = Token });

    public void Dispose() => System.IO.Directory.Delete(home, recursive: true);

    private static string Kebab(RelayService service) => service switch
    {
        RelayService.ClientDirectory => "client-directory",
        RelayService.WahelpGateway => "wahelp-gateway",
        _ => "telegram-gateway",
    };
}
