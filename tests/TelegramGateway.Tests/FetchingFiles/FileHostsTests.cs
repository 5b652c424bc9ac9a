using System.Net;
using Relay.TelegramGateway.FetchingFiles;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.FetchingFiles;

/// <summary>Where files may be fetched from.</summary>
public class FileHostsTests
{
    [Theory]
    [InlineData("https://wahelp.ru/a", null)]
    [InlineData("https://s3.files.WAHELP.ru/a", null)]
    [InlineData("http://wahelp.ru/a", "not_https")]
    [InlineData("https://wahelp.ru.evil.com/a", "host_not_allowed")]
    [InlineData("https://evilwahelp.ru/a", "host_not_allowed")]
    [InlineData("https://wahelp.ru@evil.com/a", "host_not_allowed")]
    [InlineData("https://127.0.0.1/a", "host_not_allowed")]
    [InlineData("http://sandbox:5080/a", null)]
    [InlineData("http://sandbox:5081/a", "host_not_allowed")]
    public void Hosts_are_allowed_by_name_and_origins_exactly(string url, string? why) =>
        Assert.Equal(why, new FileHosts(new ReplyFileOptions { Hosts = ["wahelp.ru", "http://sandbox:5080"] }).Refusal(new Uri(url))?.Why);

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2a00:1450:4010::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("ff02::1", false)]
    public void Public_addresses_are_told_from_others(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.Contain(IPAddress.Parse(address)));
}
