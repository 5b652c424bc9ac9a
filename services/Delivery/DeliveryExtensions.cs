using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Relay.Contracts.Operations;
using Relay.Delivery.Accepting;
using Relay.Delivery.Announcing;
using Relay.Delivery.Directory;
using Relay.Delivery.Inspecting;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Publishing;
using Relay.Delivery.Queues;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending.Deciding;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables;
using Relay.Delivery.Tables.Accepted;
using Relay.Delivery.Tables.Lanes;
using Relay.Delivery.Tables.Watching;
using Relay.Delivery.TellingTheOwner;
using Relay.Delivery.Tracing;
using Relay.Delivery.Watching;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery;

/// <summary>Adds delivery to a gateway.</summary>
public static class DeliveryExtensions
{
    /// <summary>
    /// Everything between a gateway's inputs and outputs. Needs <c>AddDatabase</c>, and <c>AddBus</c> with <see cref="AddDeliveryConsumers"/>.
    /// </summary>
    public static WebApplicationBuilder AddDelivery(this WebApplicationBuilder builder, Action<DeliveryBuilder> describe)
    {
        var gateway = new DeliveryBuilder();
        describe(gateway.Publishes<OwnerMustKnow>());
        builder.AddOptionsFromEnvironment<DeliveryOptions>();
        builder.Services.AddTablesOf<DeliveryDbContext>();
        var services = builder.Services;
        services.TryAddSingleton(ProviderRate.Off);
        services.AddSingleton(new PublishedContracts(gateway.Published));
        (gateway.AddSender ?? throw new InvalidOperationException("SendsBy is missing."))(services);
        services.AddSingleton(new LanePeer(gateway.Peer)).AddSingleton(gateway.ClientsKept);
        services.AddSingleton(provider => new DeliveryTelemetry(gateway.Provider, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(DeliveryGauges.Undelivered).AddSingleton(DeliveryGauges.Unsettled).AddSingleton(DeliveryGauges.Provider);
        services.AddSingleton<MessageTraces>();

        services.AddSingleton<SendSignal>().AddSingleton<AnnounceQueue>().AddSingleton<PublishQueue>();
        services.AddSingleton<AcceptTransaction>().AddSingleton<IAcceptance, Acceptance>().AddSingleton<IAcceptedMessages, AcceptedMessages>();
        services.AddSingleton<GapRepair>().AddSingleton<ISettlement, Settlement>();
        services.AddSingleton<IDeadLetterReplay, PublicationReplay>();
        services.AddSingleton<LockedLanes>();
        services.AddSingleton<DirectoryLookup>().AddSingleton<DirectoryCache>();
        services.AddSingleton<IClientDirectory>(provider => provider.GetRequiredService<DirectoryCache>());
        services.AddSingleton<Inbox>().AddSingleton<IInbox>(provider => provider.GetRequiredService<Inbox>());
        services.AddSingleton<RecipientLookup>().AddSingleton<Buckets>().AddSingleton<Round>().AddSingleton<Inquiry>().AddSingleton<Calls>();
        services.AddSingleton<MissingMessages>().AddSingleton<LanesInHand>().AddSingleton<RoundReport>().AddSingleton<ISentMessages, SentMessages>()
            .AddSingleton<IShownMessages, ShownMessages>();
        services.AddSingleton<Undertaker>().AddSingleton(provider => new Lazy<ISender>(provider.GetRequiredService<ISender>)); // a provider asks IInstances
        services.AddSingleton<IOwnerNotices, OwnerNotices>().AddSingleton<IRefusalNotice, RefusalNotice>().AddSingleton<Inspection>()
            .AddSingleton<IVerb, RestoredCommand>();

        // Stopped in reverse order: the instance gives up its rights when nothing uses them any more.
        services.AddHosted<DatabaseIdentity, IDatabaseIdentity>().AddHosted<Liveness, IInstances>();
        services.AddHostedService<Publisher>().AddHostedService<Announcer>().AddHostedService<SendingLoop>();
        services.AddHostedService<Watchman>();
        Array.ForEach(Kept.Removals, removal => services.AddSingleton(removal));
        services.AddHealthChecks().AddCheck<ProviderHealth>("provider");
        return builder;
    }

    /// <summary>
    /// The consumers by which the two ends of the lanes tell outcomes and repair gaps, and hear from the owner's chat and from the directory.
    /// </summary>
    public static void AddDeliveryConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<MessagesMissingConsumer>();
        bus.AddConsumer<LaneSettledConsumer>();
        bus.AddConsumer<MessageOutcomesConsumer>();
        bus.AddConsumer<OwnerToldConsumer>();
        bus.AddInstanceConsumer<LinkChangesConsumer>();
        bus.AddReceiveEndpointObserver<ForgetAtReconnect>();
    }

    private static IServiceCollection AddHosted<TService, TInterface>(this IServiceCollection services)
        where TService : class, TInterface, Microsoft.Extensions.Hosting.IHostedService
        where TInterface : class =>
        services.AddSingleton<TService>()
            .AddSingleton<TInterface>(provider => provider.GetRequiredService<TService>())
            .AddHostedService(provider => provider.GetRequiredService<TService>());
}
