using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Relay.EndToEnd.Tests.ChatPage;

/// <summary>The chat page's story, wherever the page comes from.</summary>
internal static class Story
{
    /// <summary>A screen size that shows both sides.</summary>
    public static BrowserNewContextOptions Desk => new()
    {
        ViewportSize = new() { Width = 1240, Height = 1040 },
        DeviceScaleFactor = 2,
    };

    /// <summary>A phone, which shows one side at a time.</summary>
    public static BrowserNewContextOptions Phone => new()
    {
        ViewportSize = new() { Width = 390, Height = 780 },
        DeviceScaleFactor = 2,
        HasTouch = true,
        IsMobile = true,
    };

    /// <summary>An unknown client writes twice, shares the contact, and reads the manager's answer.</summary>
    public static async Task LiveTheStoryAsync(this OpenPage page)
    {
        const string first = "Hello! I ordered a lamp.";
        const string second = "When will it arrive?";
        const string answer = "Tomorrow before noon. The courier will call you.";
        await page["language"].ClickAsync();
        await page["client-7003"].ClickAsync();
        await Expect(page["client-line"]).ToHaveTextAsync("Chloe, +79161234503");
        await Expect(page["account"]).ToHaveValueAsync("standard");

        await page.WriteAsync("client", first);
        await page.WriteAsync("client", second);
        await Expect(page["keyboard-contact"]).ToBeVisibleAsync();
        await Expect(page.InChat("bot")).ToHaveCountAsync(1);
        await Expect(OpenPage.Words(page.InChat("client"))).ToHaveTextAsync([first, second]);
        await OpenPage.ShouldHaveReachedAsync(page.InChat("client").Last, "underway", "sent", "taken", "kept");
        await Expect(page["crm-conversation-+79161234503"]).ToHaveCountAsync(0);

        await page["keyboard-contact"].ClickAsync();
        await page["crm-conversation-+79161234503"].ClickAsync();
        await Expect(OpenPage.Words(page.InCrm("client"))).ToHaveTextAsync([first, second]);
        await OpenPage.ShouldHaveReachedAsync(page.InChat("client").Nth(0), "done", "sent", "taken", "kept", "wahelp");
        await OpenPage.ShouldHaveReachedAsync(page.InChat("client").Nth(1), "done", "sent", "taken", "kept", "wahelp");
        await Expect(page["keyboard-contact"]).ToHaveCountAsync(0);

        await page.WriteAsync("crm", answer);
        await Expect(OpenPage.Words(page.InChat("manager"))).ToHaveTextAsync([answer]);
        await OpenPage.ShouldHaveReachedAsync(page.InCrm("manager"), "done", "written", "hooked", "chat");
        await Expect(OpenPage.Words(page.InCrm("client"))).ToHaveTextAsync([first, second]);
        await Expect(page["warning"]).ToHaveCountAsync(0);
        Assert.Empty(page.Mistakes);
    }
}
