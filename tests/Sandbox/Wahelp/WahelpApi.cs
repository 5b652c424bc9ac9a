using Relay.Sandbox.Controls;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Wahelp;

/// <summary>Wahelp's HTTP API, as far as its use by others is known.</summary>
internal sealed class WahelpApi(
    SandboxOptions options, ScriptedCall scripted, Tokens tokens, Users users, Channel channel, Settings settings, Journal journal)
{
    public const string MessagesProfile = "messages";
    public const string SendMessageProfile = "send_message";

    public async Task LoginAsync(HttpContext context)
    {
        var call = await WahelpCall.ReadAsync(context.Request);
        await PlayAsync(context, "wahelp.login", () =>
        {
            var known = call.Text("login") == options.WahelpLogin && call.Text("password") == options.WahelpPassword;
            journal.Add(new Entry { What = What.WahelpLogin, Status = known ? 200 : 401 });
            if (!known)
            {
                return WahelpAnswers.Error(401, "Неверный логин или пароль");
            }

            var (token, expiresIn) = tokens.Issue();
            return WahelpAnswers.Ok(new { token_type = "bearer", access_token = token, expires_in = expiresIn });
        });
    }

    public Task RefreshAsync(HttpContext context) => PlayAsync(context, "wahelp.refresh", () =>
    {
        Authorize(context);
        tokens.Revoke(BearerOf(context)!);
        var (token, expiresIn) = tokens.Issue();
        journal.Add(new Entry { What = What.WahelpRefresh, Status = 200 });
        return WahelpAnswers.Refreshed(token, expiresIn);
    });

    /// <summary>Profile <c>messages</c>: finds or creates the user, and puts the client's text into the channel.</summary>
    public async Task PostMessageAsync(HttpContext context, string project, string uuid)
    {
        var call = await WahelpCall.ReadAsync(context.Request);
        var phone = PhoneNumbers.Normalize(call.Text("user", "phone"));
        var sent = Sent(phone ?? call.Text("user", "phone"), call.Text("message", "text"), MessagesProfile) with
        {
            Name = call.Text("user", "name"),
        };
        await PlaySendAsync(context, sent, async fault =>
        {
            if (!settings.Now.Account.HasMessagesMethod)
            {
                throw new WahelpException(404, "Not Found");
            }

            CheckChannel(project, uuid);
            CheckText(sent.Text);
            if (phone is null)
            {
                throw new WahelpException(422, "Номер не зарегистрирован");
            }

            var user = users.GetOrCreate(phone);
            var id = await channel.AcceptAsync(sent, fault, context.Response);
            return WahelpAnswers.Ok(new { id, user_id = user });
        });
    }

    /// <summary>Profile <c>send_message</c>, first step: the user of a phone.</summary>
    public async Task PostUserAsync(HttpContext context, string project, string uuid)
    {
        var call = await WahelpCall.ReadAsync(context.Request);
        var phone = PhoneNumbers.Normalize(call.Text("phone"));
        await PlayAsync(context, "wahelp.users", phone, () =>
        {
            AuthorizeProject(context, project, uuid);
            if (phone is null)
            {
                throw new WahelpException(422, "Номер не зарегистрирован");
            }

            var id = call.Flag("need_create") ? users.GetOrCreate(phone) : users.Find(phone);
            return id is null
                ? WahelpAnswers.Error(404, "Пользователь не найден")
                : WahelpAnswers.Ok(new { id, phone, name = call.Text("name") });
        });
    }

    /// <summary>Profile <c>send_message</c>, second step: as the company's message, to the user, unless the account honours another destination.</summary>
    public async Task SendToUserAsync(HttpContext context, string project, string uuid, long userId)
    {
        var call = await WahelpCall.ReadAsync(context.Request);
        var phone = users.PhoneOf(userId);
        var sent = Sent(phone, call.Text("text"), SendMessageProfile) with
        {
            Destination = settings.Now.Account.HonoursDestination ? call.Text("destination") : null,
        };
        await PlaySendAsync(context, sent, async fault =>
        {
            CheckProjectHeader(context, project);
            CheckChannel(project, uuid);
            CheckText(sent.Text);
            if (phone is null)
            {
                throw new WahelpException(404, "Пользователь не найден");
            }

            return WahelpAnswers.Ok(new { id = await channel.AcceptAsync(sent, fault, context.Response) });
        });
    }

    /// <summary>The last messages of the channel, the newest first.</summary>
    public Task HistoryAsync(HttpContext context, string project, string uuid, int? limit) =>
        PlayAsync(context, "wahelp.history", () =>
        {
            AuthorizeProject(context, project, uuid);
            return channel.Last(limit);
        });

    public Task ChannelsAsync(HttpContext context, string project) => PlayAsync(context, "wahelp.channels", () =>
    {
        AuthorizeProject(context, project, options.ChannelUuid);
        return WahelpAnswers.Ok(new object[]
        {
            new { id = Channel.Number, name = options.ChannelAlias, uuid = options.ChannelUuid, active = true, type = "telegram" },
        });
    });

    public Task StatusAsync(HttpContext context, string project, string uuid) => PlayAsync(context, "wahelp.status", () =>
    {
        AuthorizeProject(context, project, uuid);
        return WahelpAnswers.Ok(new { status = "connected", active = true });
    });

    private Task PlaySendAsync(HttpContext context, Entry sent, Func<string?, Task<Answer>> accept) => scripted.PlayAsync(
        context,
        ("wahelp.send." + sent.Detail, null, sent.Phone),
        fault => CatchAsync(() =>
        {
            Authorize(context);
            return accept(fault);
        }, refusal => channel.Refuse(sent, refusal.Status, refusal.Body)),
        script => channel.Refuse(sent, script),
        WahelpAnswers.Scripted);

    private Task PlayAsync(HttpContext context, string operation, Func<Answer> usual) =>
        PlayAsync(context, operation, phone: null, usual);

    private Task PlayAsync(HttpContext context, string operation, string? phone, Func<Answer> usual) => scripted.PlayAsync(
        context,
        (operation, null, phone),
        _ => CatchAsync(() => Task.FromResult(usual()), refused: null),
        script => journal.Add(new Entry
        {
            What = What.CallRefused,
            Status = script.Status,
            Reason = script.Fault,
            Detail = operation,
        }),
        WahelpAnswers.Scripted);

    private static async Task<Answer> CatchAsync(Func<Task<Answer>> usual, Action<Answer>? refused)
    {
        try
        {
            return await usual();
        }
        catch (WahelpException error)
        {
            refused?.Invoke(error.Answer);
            return error.Answer;
        }
    }

    private static Entry Sent(string? phone, string? text, string profile) =>
        new() { What = What.WahelpRefused, Phone = phone, Text = text, Detail = profile };

    private static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..]
            : null;

    private void Authorize(HttpContext context)
    {
        if (!tokens.IsGood(BearerOf(context)))
        {
            journal.Add(new Entry { What = What.WahelpUnauthorized, Status = 401, Detail = context.Request.Path });
            throw new WahelpException(401, "Unauthenticated.");
        }
    }

    private void AuthorizeProject(HttpContext context, string project, string uuid)
    {
        Authorize(context);
        CheckProjectHeader(context, project);
        CheckChannel(project, uuid);
    }

    private static void CheckProjectHeader(HttpContext context, string project)
    {
        if (context.Request.Headers["X-Project"] != project)
        {
            throw new WahelpException(400, "X-Project header is required");
        }
    }

    private void CheckChannel(string project, string uuid)
    {
        if (project != options.ProjectId)
        {
            throw new WahelpException(404, "Проект не найден");
        }

        if (!string.Equals(uuid, options.ChannelUuid, StringComparison.OrdinalIgnoreCase))
        {
            throw new WahelpException(404, "Канал не найден");
        }
    }

    private static void CheckText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new WahelpException(422, "Сообщение пустое");
        }
    }
}
