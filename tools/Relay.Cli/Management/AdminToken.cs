using System.Security.Cryptography;
using System.Text;
using Relay.Cli.Output;

namespace Relay.Cli.Management;

/// <summary><c>RELAY_ADMIN_TOKEN</c>: what every service's own token is made from.</summary>
internal sealed class AdminToken
{
    /// <summary>Shorter ones are guessed. deploy/secrets.sh has the same limit.</summary>
    private const int Shortest = 24;

    private readonly byte[] token;

    public AdminToken(string token)
    {
        if (token.Length < Shortest)
        {
            throw new CommandException($"RELAY_ADMIN_TOKEN has less than {Shortest} characters: set it to a long random text.");
        }

        this.token = Encoding.UTF8.GetBytes(token);
    }

    /// <summary>What a service's management asks for. Whoever has learnt one service's token can use it nowhere else.</summary>
    public string Of(string service) => Convert.ToHexStringLower(HMACSHA256.HashData(token, Encoding.UTF8.GetBytes(service)));
}
