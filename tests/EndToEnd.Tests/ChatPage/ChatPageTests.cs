using Relay.Harness;
using static Microsoft.Playwright.Assertions;

namespace Relay.EndToEnd.Tests.ChatPage;

/// <summary>The chat page's story, played on the page itself.</summary>
[Collection(OneRelay.Name)]
public sealed class ChatPageTests(RelayFixture relay, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task An_unknown_client_writes_twice_shares_the_contact_and_reads_the_managers_answer()
    {
        await using var page = await chromium.OpenAsync(relay.Stack.SandboxUrl, Story.Desk);
        await page.LiveTheStoryAsync();

        if (Environment.GetEnvironmentVariable("RELAY_SCREENSHOT") is { Length: > 0 } path)
        {
            await page.SaveAsync(Path.GetFullPath(path, Repository.Root));
        }
    }

    [Fact]
    public async Task The_story_fits_a_phones_screen()
    {
        await using var page = await chromium.OpenAsync(relay.Stack.SandboxUrl, Story.Phone);
        await page["client-7001"].TapAsync();
        await page.ShouldShowAsync(
            "tab-client", "tab-crm", "language", "client-7001", "client-add", "client-block", "client-start", "client-input",
            "client-send");
        await page.ShouldNotOverflowAsync();

        await page["client-start"].TapAsync();
        await Expect(page["keyboard-contact"]).ToBeVisibleAsync();
        await page.WriteAsync("client", "Здравствуйте! Вы работаете в воскресенье?");
        await page["client-photo"].TapAsync();
        await Expect(page.InChat("client")).ToHaveCountAsync(3);
        await page.ShouldShowAsync("client-block", "keyboard-contact", "client-input", "client-send", "client-photo");
        await page.ShouldNotOverflowAsync();

        await page["keyboard-contact"].TapAsync();
        await Expect(page["tab-crm"].Locator(".badge")).ToBeVisibleAsync();
        await page["tab-crm"].TapAsync();
        await page["crm-conversation-+79161234501"].TapAsync();
        await Expect(OpenPage.Words(page.InCrm("client")).First).ToHaveTextAsync("Здравствуйте! Вы работаете в воскресенье?");
        await Expect(page.InCrm("client")).ToHaveCountAsync(2);
        await page.WriteAsync("crm", "Да, с десяти до шести. https://example.com/a-long-address-that-has-no-place-to-break-it");
        await OpenPage.ShouldHaveReachedAsync(page.InCrm("manager"), "done", "written", "hooked", "chat");
        await page.ShouldShowAsync("tab-client", "crm-new-phone", "crm-new", "crm-input", "crm-send");
        await page.ShouldNotOverflowAsync();

        await page["tab-client"].TapAsync();
        await Expect(page.InChat("manager")).ToBeInViewportAsync();
        await page.ShouldShowAsync("client-block", "client-input", "client-send");
        await page.ShouldNotOverflowAsync();
        Assert.Empty(page.Mistakes);
    }
}
