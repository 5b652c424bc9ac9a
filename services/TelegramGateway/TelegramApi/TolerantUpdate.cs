using System.Text.Json;
using System.Text.Json.Nodes;
using Telegram.Bot;
using Telegram.Bot.Types;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// Reads an update by Telegram.Bot's types, which refuse the whole update for one value that they do not know, however deep. Then the members
/// that cannot be read are left out, and the rest is read: a new kind of decoration must not cost a client's words.
/// </summary>
internal static class TolerantUpdate
{
    /// <summary>Members that tell which of several types an object is: it cannot be read without them.</summary>
    private static readonly string[] Discriminators = ["type", "status", "source"];

    private static readonly string[] NotLookedAt = ["reply_to_message", "external_reply", "quote", "pinned_message", "reply_markup", "link_preview_options"];

    private static readonly JsonNodeOptions Nodes = new() { PropertyNameCaseInsensitive = false };

    /// <returns>What can be read of it; null if that is nothing.</returns>
    public static Update? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Update>(json, JsonBotAPI.Options);
        }
        catch (Exception)
        {
            // Whatever it fails of, it is this update's own fault: the types do not check that what must be there is there.
            return new Reading().Read(JsonNode.Parse(json, Nodes, new JsonDocumentOptions { MaxDepth = RawUpdate.MaxDepth }));
        }
    }

    /// <summary>Of one update.</summary>
    private sealed class Reading
    {
        /// <summary>Each attempt reads the whole update: what has more unreadable members than this is left out as a whole.</summary>
        private int attemptsLeft = 500;

        public Update? Read(JsonNode? json)
        {
            LeaveOut(json?["message"]);
            LeaveOut(json?["edited_message"]);
            return Readable(json, part => part)?.Deserialize<Update>(JsonBotAPI.Options);
        }

        /// <summary>Other messages within this one are not looked at.</summary>
        private static void LeaveOut(JsonNode? message)
        {
            foreach (var name in NotLookedAt)
            {
                (message as JsonObject)?.Remove(name);
            }
        }

        /// <param name="within">Puts a part in its place in an otherwise empty update.</param>
        /// <returns>The part without what cannot be read; null if nothing of it can.</returns>
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
