using System.Text.Json;
using System.Text.Json.Nodes;
using Telegram.Bot;
using Telegram.Bot.Types;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// Reads an update by Telegram.Bot's types, which refuse the whole update for one unknown value, however deep. Members that cannot be read are then
/// left out, and the rest is read: a new kind of decoration must not lose a client's text.
/// </summary>
internal static class TolerantUpdate
{
    /// <summary>Members that select one of several types: the object cannot be read without them.</summary>
    private static readonly string[] Discriminators = ["type", "status", "source"];

    private static readonly string[] NotLookedAt = ["reply_to_message", "external_reply", "quote", "pinned_message", "reply_markup", "link_preview_options"];

    private static readonly JsonNodeOptions Nodes = new() { PropertyNameCaseInsensitive = false };

    /// <returns>The readable part; null if there is none.</returns>
    public static Update? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Update>(json, JsonBotAPI.Options);
        }
        catch (Exception)
        {
            // Whatever the failure, it is this update's own: the types do not check that required members are there.
            return new Reading().Read(JsonNode.Parse(json, Nodes, new JsonDocumentOptions { MaxDepth = RawUpdate.MaxDepth }));
        }
    }

    /// <summary>Per update.</summary>
    private sealed class Reading
    {
        /// <summary>Each attempt reads the whole update: a part with more unreadable members is left out as a whole.</summary>
        private int attemptsLeft = 500;

        public Update? Read(JsonNode? json)
        {
            LeaveOut(json?["message"]);
            LeaveOut(json?["edited_message"]);
            return Readable(json, part => part)?.Deserialize<Update>(JsonBotAPI.Options);
        }

        /// <summary>Other messages within this one are not examined.</summary>
        private static void LeaveOut(JsonNode? message)
        {
            foreach (var name in NotLookedAt)
            {
                (message as JsonObject)?.Remove(name);
            }
        }

        /// <param name="within">Places a part in an otherwise empty update.</param>
        /// <returns>The part without its unreadable members; null if nothing is readable.</returns>
        private JsonNode? Readable(JsonNode? part, Func<JsonNode?, JsonNode?> within)
        {
            if (CanBeRead(within(part?.DeepClone())))
            {
                return part;
            }

            return part switch
            {
                JsonObject members => Readable(members, within),
                JsonArray items => Readable(items, within),
                _ => null,
            };
        }

        private JsonObject? Readable(JsonObject members, Func<JsonNode?, JsonNode?> within)
        {
            var readable = new JsonObject(Nodes);
            foreach (var (name, value) in members.OrderBy(member => !Discriminators.Contains(member.Key)).ToList())
            {
                var rest = readable.DeepClone();
                if (Readable(value, part => within(With(rest.DeepClone(), name, part))) is { } kept)
                {
                    readable[name] = kept.DeepClone();
                }
            }

            return CanBeRead(within(readable.DeepClone())) ? readable : null;

            static JsonNode With(JsonNode members, string name, JsonNode? part)
            {
                members[name] = part;
                return members;
            }
        }

        private JsonArray? Readable(JsonArray items, Func<JsonNode?, JsonNode?> within)
        {
            var readable = new JsonArray(
                [.. items.Select(item => Readable(item, part => within(new JsonArray(part)))?.DeepClone()).Where(item => item is not null)]);
            return CanBeRead(within(readable.DeepClone())) ? readable : null;
        }

        private bool CanBeRead(JsonNode? update)
        {
            if (--attemptsLeft < 0)
            {
                return false;
            }

            try
            {
                return update.Deserialize<Update>(JsonBotAPI.Options) is not null;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
