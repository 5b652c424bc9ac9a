using Relay.Delivery.Inspecting;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Health;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway;
using Relay.TelegramGateway.FetchingFiles;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.SendingReplies;
using Relay.TelegramGateway.ServingFiles;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.TellingTheOwner;

if (HealthQuestion.IsAsked(args))
{
    return await HealthQuestion.AskAsync(port: 8081);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("telegram-gateway", port: 8081, managementPort: 9081);
builder.AddDatabase<TelegramGatewayDbContext>();
builder.AddBus(bus => bus.AddGatewayConsumers());
builder.AddTelegramApi();
builder.AddSendingReplies().AddFetchingFiles().AddPrompting().AddTellingTheOwner();
builder.AddGatewayDelivery();
builder.AddReceivingUpdates().AddServingFiles();

var app = builder.Build();
app.MapServiceDefaults();
app.MapInspection();
app.MapTelegramWebhook();
app.MapFiles();
return await app.RunServiceAsync(args);
