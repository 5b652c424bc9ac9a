using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Contracts.Telegram;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

/// <summary>The effects of one update on the next.</summary>
public class UpdateIntakeTests
{
    private readonly FakeAcceptance acceptance = new();
    private readonly FakeChatMemory memory = new();
    private readonly FakeContactQuestions questions = new();
    private readonly FakeDirectory lookup = new();
    private readonly FakeTimeProvider time = new();
    private int lastUpdate;

    [Fact]
    public async Task The_payload_of_a_start_goes_with_the_first_message_after_it_and_no_other()
    {
        await AcceptAsync(Message(1, "/start ad_42"));
        await AcceptAsync(Message(2, "a"), Message(3, "b"));

        Assert.Equal([("a", "ad_42"), ("b", null)], Messages().Select(message => (message.Text, message.StartPayload)));
    }

    [Fact]
    public async Task A_message_that_comes_again_has_the_same_payload_and_the_next_has_none()
    {
        await AcceptAsync(Message(1, "/start ad_42"), Message(2, "a"));
        var repeats = new FakeAcceptance();
        lastUpdate = 0;
        await AcceptAsync(repeats, Message(1, "/start ad_42"), Message(2, "a"), Message(3, "b"));

        Assert.Equal([("a", "ad_42"), ("b", null)], Messages(repeats).Select(message => (message.Text, message.StartPayload)));
    }

    [Fact]
    public async Task A_later_start_without_payload_keeps_the_waiting_one()
    {
        await AcceptAsync(Message(1, "/start ad_42"), Message(2, "/start"), Message(3, "a"));

        Assert.Equal("ad_42", Assert.Single(Messages()).StartPayload);
    }

    [Fact]
    public async Task A_second_payload_replaces_a_waiting_one()
    {
        await AcceptAsync(Message(1, "/start old"));
        await AcceptAsync(Message(2, "/start new"));
        await AcceptAsync(Message(3, "a"));

        Assert.Equal("new", Assert.Single(Messages()).StartPayload);
    }

    [Fact]
    public async Task An_edit_that_changes_no_text_is_not_relayed()
    {
        await AcceptAsync(Message(1, "a"));
        await AcceptAsync(Message(1, "a", edited: true), Message(1, "b", edited: true), Message(1, "b", edited: true), Message(1, "a", edited: true));

        Assert.Equal([("a", false), ("b", true), ("a", true)], Messages().Select(message => (message.Text, message.IsEdit)));
        Assert.Equal(5, acceptance.Accepted.Count);
    }

    [Fact]
    public async Task An_edit_of_a_message_from_before_is_relayed()
    {
        await AcceptAsync(Message(1, "a", edited: true));

        Assert.True(Assert.Single(Messages()).IsEdit);
    }

    [Fact]
    public async Task A_text_of_5000_characters_is_accepted_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("абв ", 1250));
        await AcceptAsync(Message(1, text));

        Assert.Equal(text, Assert.Single(Messages()).Text);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_stop_nobody()
    {
        byte[] body =
        [
            .. "{\"result\":[{\"update_id\":99,\"message\":{\"text\":\""u8, 0xff, 0xfe, .. "\"}},"u8, .. Encoding.UTF8.GetBytes(Message(2, "a").Json),
            .. "]}"u8,
        ];

        await AcceptAsync([.. RawUpdate.ReadResult(body)]);

        Assert.Equal("a", Assert.Single(Messages()).Text);
        Assert.NotNull(acceptance.Accepted[0].Dead);
    }

    [Theory]
    [InlineData("""{"update_id":99,"message":{"text":"a"}}""")]
    [InlineData("""{"update_id":99,"my_chat_member":{}}""")]
    [InlineData("""{"update_id":99,"message":{"message_id":1,"chat":{"id":"x","type":"private"},"date":1,"text":"a"}}""")]
    public async Task An_update_without_what_every_update_has_is_a_dead_letter(string json)
    {
        await AcceptAsync(new RawUpdate(99, json));

        Assert.NotNull(Assert.Single(acceptance.Accepted).Dead);
    }

    [Fact]
    public async Task An_update_as_deep_as_a_well_stops_nobody()
    {
        var deep = $$"""{"update_id":99,"message":{{string.Concat(Enumerable.Repeat("{\"reply_to_message\":", 300))}}1{{new string('}', 300)}}}""";
        await AcceptAsync([.. RawUpdate.ReadResult(Encoding.UTF8.GetBytes($$"""{"result":[{{deep}},{{Message(2, "a").Json}}]}"""))]);

        Assert.Equal("a", Assert.Single(Messages()).Text);
    }

    [Fact]
    public async Task Who_ignored_the_question_is_asked_again_once_a_day_when_writing_on()
    {
        questions.Waiting[501] = new(501, "100:501", time.GetUtcNow(), RefusedAt: null, Count: 1, Bytes: 10);
        await AcceptAsync(Message(1, "a"));
        time.Advance(TimeSpan.FromHours(25));
        await AcceptAsync(Message(2, "b"), Message(3, "c"));
        await AcceptAsync(Message(4, "d"));
        time.Advance(TimeSpan.FromHours(25));
        await AcceptAsync(Message(5, "e"));

        Assert.Equal(["b", "e"], Messages().Where(message => Prompts(message.MessageId).Count > 0).Select(message => message.Text));
        Assert.All(Prompts(), prompt => Assert.Equal(PromptKind.AskContact, prompt.Kind));
        Assert.Equal(5, Messages().Count);
    }

    [Fact]
    public async Task After_a_hundred_waiting_messages_no_more_is_kept_and_the_client_is_told_once_a_day()
    {
        questions.Waiting[501] = new(501, "100:501", time.GetUtcNow(), RefusedAt: null, Count: 98, Bytes: 10);
        await AcceptAsync(Message(1, "a"), Message(2, "b"), Message(3, "c"), Message(4, "d"));

        Assert.Equal(["a", "b"], Messages().Select(message => message.Text));
        Assert.Equal(PromptKind.NothingMoreIsKept, Assert.Single(Prompts()).Kind);
        Assert.All(acceptance.Accepted.Skip(2), intake => Assert.Null(intake.Raw));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_is_refused_who_is_linked_or_of_whom_the_directory_says_nothing(bool linked)
    {
        questions.Waiting[501] = new(501, "100:501", time.GetUtcNow(), RefusedAt: null, Count: 100, Bytes: 10);
        (lookup.Client, lookup.IsAway) = (linked ? FakeDirectory.Ivan : null, !linked);
        await AcceptAsync(Message(1, "a"));

        Assert.Equal("a", Assert.Single(Messages()).Text);
        Assert.Empty(Prompts());
    }

    private UnlinkedClients Unlinked() => new(questions, lookup, new RelayOptions(), time);

    private List<Prompt> Prompts(Guid? of = null) =>
        [.. acceptance.Accepted.Where(intake => of is null || intake.MessageId == of).SelectMany(intake => intake.Local).Select(
            local => MessageJson.Read<Prompt>(local.Body))];

    private Task AcceptAsync(params RawUpdate[] updates) => AcceptAsync(acceptance, updates);

    private Task AcceptAsync(FakeAcceptance into, params RawUpdate[] updates)
    {
        var returned = new ReturnedClients(new FakeInbox(), NullLogger<ReturnedClients>.Instance);
        var intake = new UpdateIntake(
            into, memory, new UpdateTranslator(100, RelayLanguage.Ru), returned, Unlinked(),
            new DatabaseRetries(TimeProvider.System, NullLogger<DatabaseRetries>.Instance), TimeProvider.System, NullLogger<UpdateIntake>.Instance);
        return intake.AcceptAsync(updates, alongside: null, TestContext.Current.CancellationToken);
    }

    private List<ClientMessageReceived> Messages(FakeAcceptance? of = null) =>
        [.. (of ?? acceptance).Accepted.Select(intake => intake.Publish).OfType<ClientMessageReceived>()];

    private RawUpdate Message(int messageId, string text, bool edited = false)
    {
        var id = ++lastUpdate;
        var name = edited ? "edited_message" : "message";
        return new RawUpdate(
            id,
            $$"""{"update_id":{{id}},"{{name}}":{"message_id":{{messageId}},"date":1790000000,"chat":{"id":501,"type":"private"},"from":{"id":501,"is_bot":false,"first_name":"Иван"},"text":"{{text}}"} }""");
    }
}
