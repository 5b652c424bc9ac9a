using Relay.ServiceDefaults.Examining;

namespace Relay.ServiceDefaults.Tests.Examining;

public class EncryptionTests
{
    [Theory]
    [InlineData("127.0.0.1", false, "none")]
    [InlineData("localhost", false, "none")]
    [InlineData("/var/run/postgresql", false, "none")]
    [InlineData("db.example.org", true, "right")]
    [InlineData("db.example.org", false, "wrong")]
    [InlineData("10.0.0.5", false, "wrong")]
    [InlineData("postgres", false, "open")]
    public void A_server_on_another_machine_must_be_known_by_its_certificate(string host, bool verified, string expected) =>
        Assert.Equal(
            expected,
            Encryption.Of("the database", host, verified, "…") is not { } finding
                ? "none"
                : finding.IsGood switch { true => "right", false => "wrong", null => "open" });
}
