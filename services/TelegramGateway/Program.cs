using Relay.Delivery.Inspecting;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Health;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.ReceivingUpdates;

if (HealthQuestion.IsAsked(args))
{
    return await HealthQuestion.AskAsync(port: 8081);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("telegram-gateway", port: 8081, managementPort: 9081);
builder.AddOptionsFromEnvironment<TelegramOptions>();
builder.AddDatabase<TelegramGatewayDbContext>();
builder.AddBus(bus => bus.AddGatewayConsumers());
builder.AddTelegram().AddReplies().AddPrompts().AddOwnerNotices();
builder.AddGatewayDelivery();
builder.AddReceivingUpdates();

var app = builder.Build();
app.MapServiceDefaults();
app.MapInspection();
app.MapTelegramWebhook();
return await app.RunServiceAsync(args);
