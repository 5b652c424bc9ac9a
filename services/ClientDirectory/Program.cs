using Relay.ClientDirectory.FindingClients;
using Relay.ClientDirectory.LinkingClients;
using Relay.ClientDirectory.Persistence;
using Relay.ClientDirectory.TellingTheOwner;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Health;
using Relay.ServiceDefaults.Persistence;

if (HealthQuestion.IsAsked(args))
{
    return await HealthQuestion.AskAsync(port: 8082);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("client-directory", port: 8082, managementPort: 9082);
builder.AddDatabase<ClientDirectoryDbContext>();
builder.AddBus(bus =>
{
    bus.AddLinkingClients();
    bus.AddFindingClients();
    bus.AddTellingTheOwner();
});

var app = builder.Build();
app.MapServiceDefaults();
app.MapIdentify();
app.MapExport();
app.MapImport();
return await app.RunServiceAsync(args);
