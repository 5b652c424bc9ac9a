using System.Net;
using System.Net.NetworkInformation;
using Relay.ServiceDefaults.Health;

namespace Relay.ServiceDefaults.Tests.Hosting;

public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("http://*:9080")]
    [InlineData("http://localhost:9080")]
    [InlineData("http://127.0.0.1:9080")]
    [InlineData("http://[::1]:9080")]
    public void An_address_that_names_its_network_stays(string url) => Assert.Equal(url, OwnAddress.Of(url));

    [Fact]
    public void A_name_becomes_the_one_address_of_this_machine_that_it_leads_to()
    {
        var address = new Uri(OwnAddress.Of($"http://{Dns.GetHostName()}:9080"));

        Assert.Contains(
            IPAddress.Parse(address.Host.Trim('[', ']')),
            NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(one => one.Address));
        Assert.Equal(9080, address.Port);
    }

    [Fact]
    public void A_name_that_leads_to_no_address_of_this_machine_opens_nothing_to_others() =>
        Assert.Equal("http://127.0.0.1:9080", OwnAddress.Of("http://nobody.invalid:9080"));
}
