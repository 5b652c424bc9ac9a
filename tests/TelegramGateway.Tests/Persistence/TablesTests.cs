using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Relay.Contracts;
using Relay.Contracts.Telegram;
using Relay.Delivery;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Harness;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.SettlingClientMessages;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Persistence;

/// <summary>On a real PostgreSQL, migrated.</summary>
public sealed class TablesTests : IAsyncLifetime
{
    private readonly FileLinks links = FakeIdentity.Links();
    private Database database = null!;
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync()
    {
        database = await (await Servers.StartAsync()).CreateDatabaseAsync("telegram_tables");
        source = NpgsqlDataSource.Create(database.ConnectionString);
        await GatewayTables.MigrateAsync<TelegramGatewayDbContext>(source, options => new TelegramGatewayDbContext(options));
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_a_batch_leaves_the_next_one_finds()
    {
        var first = new Recollection();
        first.Keep(Message(1), new Translation(Seen(1)) { StartPayload = "ad_42" });
        first.Keep(Message(2), new Translation(Seen(2)) { TextHash = 7 });
        await RememberAsync(first);

        var next = await RecallAsync(Message(2), Message(2, isEdit: true), Message(3));

        Assert.Equal("ad_42", next.Of(Message(2), Id(2)).StartPayload);
        Assert.Null(next.Of(Message(3), Id(3)).StartPayload);
        Assert.Equal(7, next.Of(Message(2, isEdit: true), Id(9)).TextHash);
    }

    [Fact]
    public async Task Replies_find_the_topic_that_the_client_last_wrote_in()
    {
        var topics = new ChatTopics(source, TimeProvider.System);
        await KeepAsync(Message(1) with { ThreadId = 7 }, new Translation(Seen(1)));
        Assert.Equal(7, await topics.FindAsync(Message(1).ChatId));
        await KeepAsync(Message(2) with { ThreadId = 8 }, new Translation(Seen(2)));
        await KeepAsync(Message(1, isEdit: true) with { ThreadId = 7 }, new Translation(Seen(3)));
        Assert.Equal(8, await topics.FindAsync(Message(1).ChatId));
        Assert.Null(await topics.FindAsync(1));

        await KeepAsync(Message(3), new Translation(Seen(4))); // in the main conversation again

        Assert.Null(await topics.FindAsync(Message(1).ChatId));
    }

    [Fact]
    public async Task Repeats_and_late_comers_change_nothing()
    {
        await KeepAsync(Message(5), new Translation(Seen(5)) { StartPayload = "new" });
        await KeepAsync(Message(6), new Translation(Seen(6)) { TextHash = 1 });
        var blind = new Recollection();
        blind.Keep(Message(5), new Translation(Seen(5)) { StartPayload = "new" });
        await RememberAsync(blind);
        var late = new Recollection();
        late.Keep(Message(2), new Translation(Seen(2)) { StartPayload = "old" });
        await RememberAsync(late);

        var next = await RecallAsync(Message(7));

        Assert.Equal("new", next.Of(Message(6), Id(6)).StartPayload);
        Assert.Null(next.Of(Message(7), Id(7)).StartPayload);
    }

    [Fact]
    public async Task Hashes_are_dropped_after_a_week()
    {
        var memory = Memory();
        await KeepAsync(Message(1), new Translation(Seen(1)) { TextHash = 1 });
        await KeepAsync(Message(2), new Translation(Seen(2)) { TextHash = 2 });
        await ExecuteAsync("UPDATE client_text SET at = now() - interval '8 days' WHERE message_id = 1");

        await memory.ForgetAsync(TestContext.Current.CancellationToken);

        var next = await RecallAsync(Message(1, isEdit: true), Message(2, isEdit: true));
        Assert.Equal((null, 2L), (next.Of(Message(1), Id(1)).TextHash, next.Of(Message(2), Id(2)).TextHash));
    }

    [Fact]
    public async Task The_last_good_answer_is_known_to_all_instances()
    {
        var state = new PollerState(source, new TelegramOptions { BotToken = FakeTelegram.Token });
        Assert.Null(await state.SinceLastGoodAsync(TestContext.Current.CancellationToken));

        await using (var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await state.SaveAsync(connection, TestContext.Current.CancellationToken);
            await state.SaveAsync(connection, TestContext.Current.CancellationToken);
        }

        Assert.InRange((await state.SinceLastGoodAsync(TestContext.Current.CancellationToken))!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await ExecuteAsync("UPDATE poller SET last_good_at = now() - interval '1 hour'");
        Assert.True(await state.SinceLastGoodAsync(TestContext.Current.CancellationToken) > TimeSpan.FromMinutes(59));
    }

    [Fact]
    public async Task Only_contacts_of_ours_are_found()
    {
        var contact = new ClientContactShared
        {
            MessageId = Guid.NewGuid(),
            BotId = 100,
            ChatId = 501,
            TelegramUserId = 501,
            Phone = "7999",
            Name = "Иван",
            AcceptedAt = DateTimeOffset.UnixEpoch,
        };
        await using var app = Composed();
        var contacts = new SharedContacts(app.Services.GetRequiredService<IAcceptedMessages>());
        await ExecuteAsync(
            "INSERT INTO accepted (message_id, type, body, accepted_at, publishes) "
                + "VALUES (@id, 'ClientContactShared', @body, now(), 0), (@other, 'ClientMessageReceived', '{}', now(), 0)",
            new("id", contact.MessageId),
            new("body", MessageJson.Write(contact)),
            new("other", Id(1)));

        Assert.Equal(contact, await contacts.FindAsync(contact.MessageId, TestContext.Current.CancellationToken));
        Assert.Null(await contacts.FindAsync(Id(1), TestContext.Current.CancellationToken));
        Assert.Null(await contacts.FindAsync(Id(2), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_whom_words_wait_the_question_and_their_number_are_known_until_the_client_is_linked()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var questions = new ContactQuestions(source, new DatabaseRetries(TimeProvider.System, NullLogger<DatabaseRetries>.Instance));
        await ExecuteAsync(
            """
            INSERT INTO accepted (message_id, lane, number, type, body, accepted_at, publishes, settled_at)
            SELECT gen_random_uuid(), '100:501', n, 'ClientMessageReceived', 'words', now(), 0, CASE WHEN n > 130 THEN now() END
            FROM generate_series(1, 150) AS n
            """);
        await questions.AskedAsync(501, "100:501", now, TestContext.Current.CancellationToken);
        await questions.AskedAsync(501, "100:501", now.AddHours(-1), TestContext.Current.CancellationToken); // heard again, late

        var question = Assert.Single(await questions.FindAsync([501, 502], TestContext.Current.CancellationToken));
        Assert.Equal(new ContactQuestion(501, "100:501", now, RefusedAt: null, Count: 100, Bytes: 500), question);
        Assert.True(question.IsFull);

        await using (var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await questions.RememberAsync(connection, [question with { RefusedAt = now.AddDays(1) }], TestContext.Current.CancellationToken);
        }

        Assert.Equal(now.AddDays(1), Assert.Single(await questions.FindAsync([501], TestContext.Current.CancellationToken)).RefusedAt);
        await questions.LinkedAsync([501], TestContext.Current.CancellationToken);
        Assert.Empty(await questions.FindAsync([501], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_keeps_its_link_however_often_it_is_accepted_and_loses_it_for_ever()
    {
        var file = new ClientFile("AgAC", "AQAD", MediaKind.Document, "Договор.pdf", "application/pdf", 48_190, Duration: null);
        var message = WithFile(1, file);
        var first = (await RecallAsync(message)).Of(message, Id(1)).Link!;
        var stored = new StoredFile(first.Id, 100, message.ChatId, 1, file);
        await KeepAsync(message, new Translation(Seen(1)) { File = stored });
        await KeepAsync(message, new Translation(Seen(1)) { File = stored with { File = file with { FileId = "again" } } });
        var files = new StoredFiles(source);

        Assert.Equal(first, (await RecallAsync(message)).Of(message, Id(1)).Link);
        Assert.NotEqual(first.Id, (await links.OfAsync(WithFile(2, file), TestContext.Current.CancellationToken))!.Id);
        Assert.Equal(stored, await files.FindAsync(first.Id, TestContext.Current.CancellationToken));
        Assert.Null(await files.FindAsync(Id(9), TestContext.Current.CancellationToken));

        Assert.True(await files.RevokeAsync(first.Id, TestContext.Current.CancellationToken));
        await KeepAsync(message, new Translation(Seen(1)) { File = stored }); // the update comes again

        Assert.Null((await files.FindAsync(first.Id, TestContext.Current.CancellationToken))!.File);
        Assert.False(await files.RevokeAsync(Id(9), TestContext.Current.CancellationToken));
        Assert.Equal(0, await files.RevokeChatAsync(message.ChatId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task All_files_of_a_chat_are_revoked_at_once()
    {
        var file = new ClientFile("AwAC", "AgAD", MediaKind.Voice, "", "audio/ogg", Size: null, Duration: 3);
        var batch = await RecallAsync(WithFile(1, file), WithFile(2, file));
        List<Guid> ids = [];
        foreach (var number in (int[])[1, 2])
        {
            var message = WithFile(number, file);
            ids.Add(batch.Of(message, Id(number)).Link!.Id);
            batch.Keep(message, new Translation(Seen(number)) { File = new StoredFile(ids[^1], 100, 501, number, file) });
        }

        await RememberAsync(batch);
        var files = new StoredFiles(source);

        Assert.Equal(file, (await files.FindAsync(ids[1], TestContext.Current.CancellationToken))!.File);
        Assert.Equal(2, await files.RevokeChatAsync(501, TestContext.Current.CancellationToken));
        Assert.Null((await files.FindAsync(ids[0], TestContext.Current.CancellationToken))!.File);
        Assert.Null((await files.FindAsync(ids[1], TestContext.Current.CancellationToken))!.File);
    }

    /// <summary>Composed as in the gateway; nothing runs.</summary>
    private WebApplication Composed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(new ServiceIdentity("tables")).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new RelayOptions { Postgres = database.ConnectionString });
        builder.AddDatabase<TelegramGatewayDbContext>();
        builder.AddDelivery(gateway => gateway.SendsBy<TelegramProvider, TelegramPart, Clients>("wahelp-gateway", "telegram"));
        return builder.Build();
    }

    private static ReceivedUpdate.PrivateMessage WithFile(int id, ClientFile file) =>
        Message(id) with { Content = new MessageContent.Media(file.Kind, "", "", []) { File = file } };

    private static ReceivedUpdate.PrivateMessage Message(int id, bool isEdit = false) =>
        new(501, id, new ChatUser(501, "Иван", null), isEdit, new MessageContent.Words("a", []), ThreadId: null);

    private ChatMemory Memory() => new(source, links);

    private static Guid Id(int number) => MessageIds.Of($"test:{number}");

    private static Relay.Delivery.Messages.Intake Seen(int number) => new() { MessageId = Id(number) };

    private async Task KeepAsync(ReceivedUpdate.PrivateMessage message, Translation translation)
    {
        var recollection = await RecallAsync(message);
        recollection.Keep(message, translation);
        await RememberAsync(recollection);
    }

    private Task<Recollection> RecallAsync(params ReceivedUpdate.PrivateMessage[] messages) =>
        Memory().RecallAsync(messages, TestContext.Current.CancellationToken);

    private async Task RememberAsync(Recollection recollection)
    {
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Memory().RememberAsync(connection, recollection, TestContext.Current.CancellationToken);
    }

    private async Task ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
