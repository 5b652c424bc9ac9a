using System.Security.Cryptography;
using System.Text;
using Relay.Cli.Output;

namespace Relay.Cli.Management;

/// <summary><c>RELAY_ADMIN_TOKEN</c>, from which each service's token is derived.</summary>
internal sealed class AdminToken
{
    /// <summary>Shorter tokens can be guessed. deploy/secrets.sh has the same limit.</summary>
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

    /// <summary>The token of a service's management port. It is useless at other services.</summary>
    public string Of(string service) => Convert.ToHexStringLower(HMACSHA256.HashData(token, Encoding.UTF8.GetBytes(service)));
}
