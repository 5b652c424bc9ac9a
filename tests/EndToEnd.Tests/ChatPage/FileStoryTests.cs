using Microsoft.Playwright;
using Relay.Harness;
using static Microsoft.Playwright.Assertions;

namespace Relay.EndToEnd.Tests.ChatPage;

/// <summary>A conversation with files, edits and deletions, played on the page itself.</summary>
[Collection(OneRelay.Name)]
public sealed class FileStoryTests(RelayFixture relay, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Client_and_manager_send_each_other_files_and_the_manager_changes_them()
    {
        await using var page = await OpenAsync(6001, "Вера", Story.Desk);
        await page.SendClientFilesAsync();
        await page[$"crm-conversation-{SandboxClient.PhoneOf(6001)}"].ClickAsync();
        await page.OpenClientFilesAsync();
        await page.AnswerWithFilesAsync();
        await page.OpenManagersFilesAsync();
        await SaveAsync(page, "files");
        await page.ChangeAnswersAsync();
        await page.SeeChangesAsync();
        await SaveAsync(page, "changes");
        Assert.Empty(await relay.Sandbox.UnexpectedCallsAsync());
    }

    [Fact]
    public async Task The_story_with_files_fits_a_phones_screen()
    {
        await using var page = await OpenAsync(6002, "Greta", Story.Phone);
        await page["language"].TapAsync();
        await page.ShouldShowAsync("client-attach", "client-input", "client-send");
        await page.SendClientFilesAsync();
        await page.ShouldShowAsync("client-attach", "client-input", "client-send");
        await page.ShouldNotOverflowAsync();

        await page["tab-crm"].TapAsync();
        await page[$"crm-conversation-{SandboxClient.PhoneOf(6002)}"].TapAsync();
        await page.OpenClientFilesAsync();
        await page.AnswerWithFilesAsync();
        await page.ShouldShowAsync("crm-attach", "crm-input", "crm-send");
        await page.ShouldNotOverflowAsync();
        await SaveAsync(page, "phone-crm");

        await page["tab-client"].TapAsync();
        await page.OpenManagersFilesAsync();
        await page.ShouldNotOverflowAsync();
        await SaveAsync(page, "phone-client");
        await page["tab-crm"].TapAsync();
        await page.ChangeAnswersAsync();
        await page.ShouldNotOverflowAsync();
        await page["tab-client"].TapAsync();
        await page.SeeChangesAsync();
    }

    [Fact]
    public async Task A_file_that_was_refused_stays_with_its_caption_and_goes_the_next_time()
    {
        const string caption = "<b>Список</b>";
        await using var page = await OpenAsync(6003, "Карл", Story.Desk);
        await page.AttachAsync("client", new() { Name = "note.txt", MimeType = "text/plain", Buffer = "lamps"u8.ToArray() });
        await Expect(page["client-kind"]).ToHaveValueAsync("document");
        await page["client-input"].FillAsync(caption);
        await page.RefuseOnceAsync("clients/6003/files?**", "no room");
        await page["client-send"].ClickAsync();
        await Expect(page["client-problem"]).ToContainTextAsync("no room");
        await Expect(page["client-draft"]).ToBeVisibleAsync();
        await Expect(page["client-input"]).ToHaveValueAsync(caption);

        await page.SendFileAsync("client", caption);

        await Expect(page["client-problem"]).ToBeHiddenAsync();
        await Expect(OpenPage.Words(page.InChat("client"))).ToHaveTextAsync([caption]);
        await Expect(page.InChat("client").GetByTestId("file-link")).ToContainTextAsync("note.txt");
    }

    private async Task<OpenPage> OpenAsync(long chat, string name, BrowserNewContextOptions device)
    {
        await relay.Sandbox.CreateClientAsync(chat, name);
        return await chromium.OpenAsync(new Uri(relay.Stack.SandboxUrl, $"?client={chat}"), device);
    }

    /// <summary>Into the folder of RELAY_SCREENSHOTS, if it is set.</summary>
    private static async Task SaveAsync(OpenPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("RELAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.SaveAsync(Path.Combine(Repository.Root, folder, $"{name}.png"));
        }
    }
}
