using System.Text;
using Microsoft.Playwright;
using Relay.Harness;
using static Microsoft.Playwright.Assertions;

namespace Relay.EndToEnd.Tests.ChatPage;

/// <summary>The story of a conversation with files, on the chat page.</summary>
internal static class FileStory
{
    /// <summary>The name has what headers, addresses and file systems take for their own signs.</summary>
    private const string ContractName = "Договор № 7, «Лампы» 100%.pdf";

    private const string Question = "Такая лампа ещё есть?";
    private const string Answer = "Есть, вот она. Цена 4 900 ₽";
    private const string BetterAnswer = "Есть, вот она. Цена 3 900 ₽";
    private const string Terms = "Договор, посмотрите до завтра";

    private static readonly byte[] Contract = Encoding.ASCII.GetBytes("%PDF-1.4\n% a contract about lamps\n%%EOF\n");

    private static FilePayload Lamp => new() { Name = "IMG_2041.jpg", MimeType = "image/jpeg", Buffer = Sample("lamp.jpg") };

    private static FilePayload Voice => new() { Name = "голос.ogg", MimeType = "audio/ogg", Buffer = Sample("voice.ogg") };

    /// <summary>The chosen client shares the contact, and sends a photo with a caption and a voice message; the manager opens both.</summary>
    public static async Task SendClientFilesAsync(this OpenPage page)
    {
        await page["client-start"].ClickAsync();
        await page["keyboard-contact"].ClickAsync();
        await Expect(page["keyboard-contact"]).ToHaveCountAsync(0);

        await page.AttachAsync("client", Lamp);
        await Expect(page["client-kind"]).ToHaveValueAsync("photo");
        await page.SendFileAsync("client", Question);
        await page.AttachAsync("client", Voice);
        await Expect(page["client-kind"]).ToHaveValueAsync("voice");
        await page.SendFileAsync("client");
        await OpenPage.ShouldShowPictureAsync(page.InChat("client").Filter(new() { HasText = Question }), 800, 600);
        await OpenPage.ShouldHaveReachedAsync(page.InChat("client").Last, "done", "sent", "taken", "kept", "wahelp");
    }

    /// <summary>The manager sees the client's files, and opens them.</summary>
    public static async Task OpenClientFilesAsync(this OpenPage page)
    {
        await Expect(OpenPage.Words(page.InCrm("client"))).ToHaveTextAsync([$"[фото] {Question}", "[голосовое сообщение]"]);
        await OpenPage.ShouldShowPictureAsync(page.InCrm("client").First, 800, 600);
        await OpenPage.ShouldPlayAsync(page.InCrm("client").Last, seconds: 3);
    }

    /// <summary>The manager answers with a picture and a document; the client sees both, and can save the document under its name.</summary>
    public static async Task AnswerWithFilesAsync(this OpenPage page)
    {
        await page.AttachAsync("crm", Lamp);
        await page.SendFileAsync("crm", Answer);
        await page.AttachAsync("crm", new() { Name = ContractName, MimeType = "application/pdf", Buffer = Contract });
        await page.SendFileAsync("crm", Terms);
        await OpenPage.ShouldHaveReachedAsync(page.InCrm("manager").First, "done", "written", "hooked", "chat");
        await OpenPage.ShouldHaveReachedAsync(page.InCrm("manager").Last, "done", "written", "hooked", "chat");
        await OpenPage.ShouldShowPictureAsync(page.InCrm("manager").First, 800, 600);
    }

    /// <summary>The client sees the manager's files as they are.</summary>
    public static async Task OpenManagersFilesAsync(this OpenPage page)
    {
        await Expect(OpenPage.Words(page.InChat("manager"))).ToHaveTextAsync([Answer, Terms]);
        await OpenPage.ShouldShowPictureAsync(page.InChat("manager").First, 800, 600);
        var document = page.InChat("manager").Last.GetByTestId("file-link");
        await Expect(document).ToContainTextAsync(ContractName);
        var (bytes, name) = await page.DownloadAsync(document);
        Assert.Equal(Contract, bytes);
        Assert.Equal(ContractName, name);
    }

    /// <summary>The manager corrects the picture's caption, and deletes the document.</summary>
    public static async Task ChangeAnswersAsync(this OpenPage page)
    {
        var picture = page.InCrm("manager").First;
        await picture.GetByTestId("crm-edit").ClickAsync();
        await page["crm-edit-input"].FillAsync(BetterAnswer);
        await page["crm-edit-save"].ClickAsync();
        await Expect(OpenPage.Words(picture)).ToHaveTextAsync(BetterAnswer);
        await OpenPage.ShouldHaveReachedAsync(picture, "done", "written", "hooked", "chat");

        var document = page.InCrm("manager").Last;
        await document.GetByTestId("crm-delete").ClickAsync();
        await Expect(document).ToHaveAttributeAsync("data-deleted", "true");
        await OpenPage.ShouldHaveReachedAsync(document, "done", "written", "hooked", "gone");
        await Expect(document.GetByTestId("file-link")).ToHaveCountAsync(0);
    }

    /// <summary>The client's chat shows the new caption under the same picture, and no document.</summary>
    public static async Task SeeChangesAsync(this OpenPage page)
    {
        await Expect(OpenPage.Words(page.InChat("manager"))).ToHaveTextAsync([BetterAnswer]);
        await Expect(page.InChat("manager").GetByTestId("edited")).ToBeVisibleAsync();
        await OpenPage.ShouldShowPictureAsync(page.InChat("manager"), 800, 600);
        await Expect(page["warning"]).ToHaveCountAsync(0);
        Assert.Empty(page.Mistakes);
    }

    private static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests/Sandbox/wwwroot/samples", name));
}
