using Relay.Delivery.Inspecting;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Health;
using Relay.ServiceDefaults.Persistence;
using Relay.WahelpGateway;
using Relay.WahelpGateway.Learning;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingNotifications;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.ReportingToOperators;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.WahelpApi;

if (HealthQuestion.IsAsked(args))
{
    return await HealthQuestion.AskAsync(port: 8080);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("wahelp-gateway", port: 8080, managementPort: 9080);
builder.AddDatabase<WahelpGatewayDbContext>();
builder.AddBus(bus => bus.AddGatewayConsumers());
builder.AddWahelpApi();
builder.AddReceivingWebhooks().AddHistory().AddSendingClientMessages().AddReportingToOperators().AddReceivingNotifications().AddLearning();
builder.AddGatewayDelivery();

var app = builder.Build();
app.MapServiceDefaults();
app.MapInspection();
app.MapReceivingWebhooks();
app.MapReceivingNotifications();
app.MapLearning();
return await app.RunServiceAsync(args);
