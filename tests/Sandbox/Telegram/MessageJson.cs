using System.Text.Json.Nodes;

namespace Relay.Sandbox.Telegram;

/// <summary>Messages as Telegram writes them in updates.</summary>
internal static class MessageJson
{
    public static JsonObject Make(Client client, ClientMessage message, long id, DateTimeOffset now)
    {
        var json = new JsonObject
        {
            ["message_id"] = message.MessageId ?? id,
            ["from"] = User(client),
            ["chat"] = message.Group is { } group ? Group(group) : Chat(client),
            ["date"] = now.ToUnixTimeSeconds(),
        };
        if (message.Kind == "edit" || message.IsEdit)
        {
            json["edit_date"] = now.ToUnixTimeSeconds();
        }

        if (message.Forwarded)
        {
            json["forward_origin"] = new JsonObject
            {
                ["type"] = "hidden_user",
                ["sender_user_name"] = "Somebody",
                ["date"] = now.ToUnixTimeSeconds() - 60,
            };
        }

        AddContent(json, client, message);
        foreach (var (name, value) in message.Extra ?? [])
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    public static JsonObject User(Client client)
    {
        var user = new JsonObject { ["id"] = client.Chat, ["is_bot"] = false, ["first_name"] = client.FirstName };
        AddNames(user, client);
        user["language_code"] = client.LanguageCode;
        return user;
    }

    public static JsonObject Chat(Client client)
    {
        var chat = new JsonObject { ["id"] = client.Chat, ["first_name"] = client.FirstName };
        AddNames(chat, client);
        chat["type"] = "private";
        return chat;
    }

    /// <summary>The update when a client blocks (kicked) or unblocks (member) the bot.</summary>
    public static JsonObject MembershipChange(Client client, JsonObject bot, bool blocked, DateTimeOffset now)
    {
        var (before, after) = blocked ? ("member", "kicked") : ("kicked", "member");
        return new JsonObject
        {
            ["chat"] = Chat(client),
            ["from"] = User(client),
            ["date"] = now.ToUnixTimeSeconds(),
            ["old_chat_member"] = Member(bot, before),
            ["new_chat_member"] = Member(bot, after),
        };
    }

    private static JsonObject Member(JsonObject bot, string status)
    {
        var member = new JsonObject { ["user"] = bot.DeepClone(), ["status"] = status };
        if (status == "kicked")
        {
            member["until_date"] = 0;
        }

        return member;
    }

    private static JsonObject Group(long id) => new()
    {
        ["id"] = id,
        ["title"] = "Группа",
        ["type"] = id < -1_000_000_000_000 ? "supergroup" : "group",
    };

    private static void AddNames(JsonObject json, Client client)
    {
        if (client.LastName is { } last)
        {
            json["last_name"] = last;
        }

        if (client.Username is { } username)
        {
            json["username"] = username;
        }
    }

    private static void AddContent(JsonObject json, Client client, ClientMessage message)
    {
        switch (message.Kind)
        {
            case "text" or "edit":
                json["text"] = message.Text ?? "";
                if ((message.Entities?.DeepClone() ?? Command(message.Text)) is { } entities)
                {
                    json["entities"] = entities;
                }

                break;
            case "contact":
                json["contact"] = Contact(client, message);
                break;
            default:
                if (MediaJson.Make(message.Kind) is { } media)
                {
                    json[message.Kind] = media;
                }

                if (message.Text is { } caption)
                {
                    json["caption"] = caption;
                }

                break;
        }
    }

    private static JsonArray? Command(string? text)
    {
        if (text is not ['/', _, ..])
        {
            return null;
        }

        var end = text.IndexOfAny([' ', '\n']);
        return [new JsonObject { ["type"] = "bot_command", ["offset"] = 0, ["length"] = end < 0 ? text.Length : end }];
    }

    private static JsonObject Contact(Client client, ClientMessage message)
    {
        var own = message.ContactPhone is null;
        var contact = new JsonObject
        {
            ["phone_number"] = message.ContactPhone ?? client.Phone,
            ["first_name"] = own ? client.FirstName : "Знакомый",
        };
        if ((message.ContactUserId ?? (own ? client.Chat : null)) is { } userId)
        {
            contact["user_id"] = userId;
        }

        return contact;
    }
}
