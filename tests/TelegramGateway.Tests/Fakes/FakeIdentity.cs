using System.Security.Cryptography;
using System.Text;
using Relay.Delivery.Tables;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>A database with a key of its own.</summary>
internal sealed class FakeIdentity : IDatabaseIdentity
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Links under https://relay.example, unless another address is given.</summary>
    public static FileLinks Links(string? address = "https://relay.example") => new(
        new FakeIdentity(), new TelegramOptions { BotToken = FakeTelegram.Token },
        new ClientFileOptions { PublicUrl = address is null ? null : new Uri(address) });

    public Task<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> PublicNameAsync(string lane, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Guid> SecretIdAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(new Guid(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));
}
