using System.Text.Json;
using CsCheck;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

public sealed class WebhookParserTests
{
    private const string Data =
        """{"destination":"from_operator","user":{"phone":"+79991234567"},"message":{"text":"Привет","id":5},"channel":{"uuid":"u-1"},"created_at":1700000000}""";

    [Theory]
    [InlineData("""{"action":"channel.message.created","payload":D}""")]
    [InlineData("""{"event":"channel.message.created","data":D}""")]
    [InlineData("""{"type":"channel.message.created","data":D}""")]
    [InlineData("""{"event":"message","data":[D]}""")]
    [InlineData("""{"action":"channel.message.created","payload":[D]}""")]
    [InlineData("""[{"action":"channel.message.created","payload":D}]""")]
    [InlineData("[D]")]
    [InlineData("D")]
    public void Every_envelope_is_opened(string envelope)
    {
        var seen = Assert.Single(Webhooks.Parse(envelope.Replace("D", Data, StringComparison.Ordinal)));

        Assert.Equal(WebhookSubject.Message, seen.Subject);
        Assert.Equal("from_operator", seen.Direction);
        Assert.Equal("Привет", seen.Text);
        Assert.Equal("+79991234567", Assert.Single(seen.Phones).Text);
        Assert.Equal("u-1", seen.ChannelUuid);
        Assert.Equal("5", seen.MessageId);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), seen.At);
    }

    [Theory]
    [InlineData("""{"event":"x","data":[{"text":"один","id":1},{"text":"два","id":2}]}""")]
    [InlineData("""[{"event":"x","data":{"text":"один","id":1}},{"action":"x","payload":{"text":"два","id":2}}]""")]
    [InlineData("""[{"text":"один","id":1},{"text":"два","id":2}]""")]
    public void Lists_are_several_events_in_their_order_each_with_a_raw_that_reads_the_same(string body)
    {
        var events = Webhooks.Parse(body);

        Assert.Equal(["один", "два"], events.Select(seen => seen.Text));
        Assert.All(events, seen => Assert.Equivalent(seen, Assert.Single(Webhooks.Parse(seen.Raw))));
    }

    [Fact]
    public void The_raw_of_a_single_event_is_the_body_itself()
    {
        const string body = """ {"event": "x", "data": [ {"text":"один"} ] } """;
        Assert.Equal(body, Assert.Single(Webhooks.Parse(body)).Raw);
    }

    [Theory]
    [InlineData("""{"message":"a"}""", "a")]
    [InlineData("""{"message":{"text":"a"}}""", "a")]
    [InlineData("""{"message":{"message":"a"}}""", "a")]
    [InlineData("""{"text":"a"}""", "a")]
    [InlineData("""{"body":"a"}""", "a")]
    [InlineData("""{"message":{"text":"  "},"text":"a"}""", "a")]
    [InlineData("""{"message":"a","text":"b"}""", "a")]
    [InlineData("""{"text":""}""", "")]
    [InlineData("""{"text":null}""", null)]
    [InlineData("""{"message":7}""", "7")]
    [InlineData("""{"message":{"text":12345}}""", "12345")]
    [InlineData("""{"message":{"text":12.50}}""", "12.50")]
    [InlineData("""{"text":true}""", "true")]
    [InlineData("""{"text":false}""", "false")]
    [InlineData("""{"text":false,"file_url":"x"}""", null)]
    [InlineData("""{"message":5,"text":""}""", "")]
    [InlineData("""{"message":5,"text":"a"}""", "a")]
    [InlineData("""{"message":[]}""", null)]
    [InlineData("""{}""", null)]
    public void The_text_is_found_in_each_place(string data, string? text) => Assert.Equal(text, One(data).Text);

    [Theory]
    [InlineData("""{"destination":"From_Operator","direction":"x"}""", "from_operator")]
    [InlineData("""{"direction":"operator"}""", "operator")]
    [InlineData("""{"direction":""}""", null)]
    [InlineData("""{"direction":5}""", "5")]
    [InlineData("""{"direction":{}}""", null)]
    public void The_direction_is_lower_cased(string data, string? direction) => Assert.Equal(direction, One(data).Direction);

    [Theory]
    [InlineData("""{"user":{"phone":"1","uid2":"2","uid":"3"},"contact":{"phone":"4"},"phone":"5"}""", "1,2,3,4,5")]
    [InlineData("""{"user":{"phone":79991234567}}""", "79991234567")]
    [InlineData("""{"user":{"phone":null,"uid":""},"phone":"5"}""", "5")]
    [InlineData("""{"user":"79991234567"}""", "")]
    public void Phones_are_all_kept_the_best_first(string data, string phones) =>
        Assert.Equal(phones, string.Join(',', One(data).Phones.Select(phone => phone.Text)));

    [Theory]
    [InlineData("""{"channel":{"uuid":"u"},"channel_uuid":"v"}""", "u", "")]
    [InlineData("""{"channel_uuid":"v"}""", "v", "")]
    [InlineData("""{"channel":{"alias":"a","name":"n"}}""", null, "a,n")]
    [InlineData("""{"channel":"a"}""", null, "a")]
    [InlineData("""{}""", null, "")]
    public void The_channel_is_known_by_uuid_else_by_name(string data, string? uuid, string names)
    {
        Assert.Equal(uuid, One(data).ChannelUuid);
        Assert.Equal(names, string.Join(',', One(data).ChannelNames));
    }

    [Theory]
    [InlineData("message_id")]
    [InlineData("message_uuid")]
    [InlineData("wahelp_id")]
    [InlineData("msg_id")]
    [InlineData("id")]
    public void The_message_id_is_found_under_each_name_as_text_or_number(string name)
    {
        Assert.Equal("7", One($$$"""{"{{{name}}}":7,"message":{"id":8}}""").MessageId);
        Assert.Equal("a-7", One($$"""{"{{name}}":"a-7"}""").MessageId);
    }

    [Theory]
    [InlineData("""{"message":{"id":8,"payload":{"id":9}}}""", "8")]
    [InlineData("""{"message":{"payload":{"id":9}}}""", "9")]
    [InlineData("""{"message":"text"}""", null)]
    public void The_message_id_may_be_in_the_message(string data, string? id) => Assert.Equal(id, One(data).MessageId);

    [Theory]
    [InlineData("""{"created_at":"2026-01-02T03:04:05Z"}""", 1767323045)]
    [InlineData("""{"created_at":"2026-01-02T06:04:05+03:00"}""", 1767323045)]
    [InlineData("""{"created_at":"2026-01-02 06:04:05"}""", 1767323045)]
    [InlineData("""{"created_at":"2026-01-02T06:04:05.000"}""", 1767323045)]
    [InlineData("""{"message":{"created_at":1767323045},"created_at":1}""", 1767323045)]
    [InlineData("""{"created_at":1767323045}""", 1767323045)]
    [InlineData("""{"created_at":"1767323045"}""", 1767323045)]
    [InlineData("""{"created_at":1767323045000}""", 1767323045)]
    [InlineData("""{"message":{"created_at":1767323045},"status_at":1}""", 1767323045)]
    [InlineData("""{"status_at":1767323045}""", 1767323045)]
    [InlineData("""{"created_at":"yesterday"}""", null)]
    [InlineData("""{"created_at":-1}""", null)]
    [InlineData("""{"created_at":1e300}""", null)]
    [InlineData("""{}""", null)]
    public void The_time_is_read_in_each_spelling(string data, int? seconds) =>
        Assert.Equal(seconds is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : null, One(data).At);

    [Theory]
    [InlineData("channel.message.created", "Message")]
    [InlineData("Channel.Message.Created", "Message")]
    [InlineData("channel.message.updated", "MessageChange")]
    [InlineData("channel.message.deleted", "Deletion")]
    [InlineData("channel.user.updated", "Other")]
    [InlineData("channel.updated", "Other")]
    [InlineData("project.created", "Other")]
    [InlineData("message", "Message")]
    [InlineData("message_status", "MessageChange")]
    public void The_action_says_what_it_is_about(string action, string subject) =>
        Assert.Equal(subject, Assert.Single(Webhooks.Parse($$$"""{"action":"{{{action}}}","payload":{"text":"a"}}""")).Subject.ToString());

    [Theory]
    [InlineData("""{"message":{"attachments":[{"url":"x"}]}}""", "File")]
    [InlineData("""{"attachments":[]}""", "None")]
    [InlineData("""{"file":{"id":1}}""", "File")]
    [InlineData("""{"file_url":"https://x"}""", "File")]
    [InlineData("""{"message":{"type":"image"}}""", "Photo")]
    [InlineData("""{"voice":"https://x"}""", "Voice")]
    [InlineData("""{"message":{"type":"video"}}""", "Video")]
    [InlineData("""{"message_type":"document"}""", "File")]
    [InlineData("""{"message":"","message_type":"audio","file_url":"https://x/v.oga"}""", "Voice")]
    [InlineData("""{"message_type":"ptt","file_url":"https://x/v.oga"}""", "Voice")]
    [InlineData("""{"message_type":"text","file_url":"https://x"}""", "File")]
    [InlineData("""{"message_type":"text","file_url":""}""", "None")]
    [InlineData("""{"type":"text","text":"a"}""", "None")]
    [InlineData("""{"contact":{"phone":"1"},"text":"a"}""", "None")]
    [InlineData("""{"media":null}""", "None")]
    public void Media_is_noticed_in_whatever_shape_it_comes(string data, string media) => Assert.Equal(media, One(data).Media.ToString());

    [Theory]
    [InlineData("""{"text":"a\ud83d"}""", "a")]
    [InlineData("""{"text":"\ude00a"}""", "a")]
    [InlineData("""{"text":"\ud83d\ude00"}""", "😀")]
    [InlineData("""{"text":"\ud83d\ud83d\ude00"}""", "😀")]
    [InlineData("""{"text":"a\u0000b"}""", "ab")]
    [InlineData("""{"text":"\\ud83d \\\\u0000"}""", "\\ud83d \\\\u0000")]
    [InlineData("""{"te\ud83dxt":"b","text":"a"}""", "a")]
    public void Broken_escapes_do_no_harm(string data, string text) => Assert.Equal(text, One(data).Text);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("token=1")]
    [InlineData("{\"text\":\"\0\"}")]
    public void What_is_no_JSON_says_so(string body) => Assert.ThrowsAny<JsonException>(() => Webhooks.Parse(body));

    [Fact]
    public void What_is_nested_too_deep_is_no_JSON() =>
        Assert.ThrowsAny<JsonException>(() => Webhooks.Parse(new string('[', 100_000) + new string(']', 100_000)));

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("[null,1,[],{}]")]
    [InlineData("""{"data":null,"payload":5}""")]
    public void JSON_without_events_holds_no_message(string body) =>
        Assert.All(Webhooks.Parse(body), seen => Assert.Equal((null, 0), (seen.Text, seen.Phones.Count)));

    [Fact]
    public void Mutated_bodies_throw_nothing_but_that_they_are_no_JSON()
    {
        string[] seeds =
        [
            $$$"""{"action":"channel.message.created","payload":{{{Data}}}}""",
            $$$"""[{"event":"x","data":[{{{Data}}},{"text":"\ud83d\ude00 \u0000","attachments":[{"type":"image"}]}]}]""",
            """{"type":"message","data":{"message":"a\\\"b","channel":{"alias":"clients_tg"},"status_at":"2026-01-02T03:04:05Z"}}""",
        ];
        const string parts = "{}[]\",:\\u0d8f 17-eE.+aя\0";
        var mutations = Gen.Select(Gen.Int[0, 400], Gen.Int[0, 3], Gen.Int[0, parts.Length - 1]).Array[1, 12];
        Gen.Select(Gen.Int[0, seeds.Length - 1], mutations).Sample((seed, changes) =>
        {
            var body = changes.Aggregate(seeds[seed], Mutate);
            try
            {
                foreach (var seen in Webhooks.Parse(body))
                {
                    Assert.DoesNotContain('\0', seen.Text ?? "");
                    Assert.Equal(seen.Text ?? "", new string([.. (seen.Text ?? "").EnumerateRunes().SelectMany(rune => rune.ToString())]));
                }
            }
            catch (JsonException)
            {
                // That is the answer 400.
            }
        }, iter: 20_000);

        static string Mutate(string body, (int At, int Kind, int Part) change)
        {
            var at = Math.Min(change.At, body.Length);
            return change.Kind switch
            {
                0 => body.Insert(at, parts[change.Part].ToString()),
                1 when at < body.Length => body.Remove(at, 1),
                2 when at < body.Length => body.Remove(at, 1).Insert(at, parts[change.Part].ToString()),
                3 => body[..at] + body[Math.Min(body.Length, at + 9)..],
                _ => body,
            };
        }
    }

    private static WebhookEvent One(string data) => Assert.Single(Webhooks.Parse($$$"""{"event":"message","data":{{{data}}}}"""));
}
