using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Relay.EndToEnd.Tests.ChatPage;

/// <summary>The chat page in its own browser. Everything is done by clicking and typing.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IPage page;
    private readonly List<string> mistakes = [];

    static OpenPage() => SetDefaultExpectTimeout(20_000);

    internal OpenPage(IPage page)
    {
        this.page = page;
        page.PageError += (_, error) => mistakes.Add(error);
        page.Console += (_, line) => { if (line.Type == "error") { mistakes.Add(line.Text); } };
    }

    /// <summary>The page's errors: exceptions, and errors on the browser's console.</summary>
    public IReadOnlyList<string> Mistakes => mistakes;

    /// <summary>An element by its test id: tests/Sandbox/README.md.</summary>
    public ILocator this[string testId] => page.GetByTestId(testId);

    /// <summary>The texts in the client's chat from <c>client</c>, <c>bot</c> or <c>manager</c>, in order.</summary>
    public ILocator InChat(string from) => page.Locator($"[data-testid=chat-bubble][data-from={from}]");

    /// <summary>The texts in the manager's CRM from <c>client</c>, <c>manager</c> or <c>note</c>, in order.</summary>
    public ILocator InCrm(string from) => page.Locator($"[data-testid=crm-bubble][data-from={from}]");

    /// <summary>The texts of bubbles.</summary>
    public static ILocator Words(ILocator bubbles) => bubbles.Locator(".said");

    /// <summary>The texts under bubbles.</summary>
    public static ILocator Status(ILocator bubbles) => bubbles.GetByTestId("status");

    /// <summary>Opens the page and waits until it is live.</summary>
    public async Task GoAsync(Uri address)
    {
        await page.GotoAsync(address.ToString());
        await Expect(this["live"]).ToHaveAttributeAsync("data-on", "true");
    }

    /// <summary>Types into a field, and sends by its button.</summary>
    /// <param name="side"><c>client</c> or <c>crm</c>.</param>
    /// <param name="text">What is typed.</param>
    public async Task WriteAsync(string side, string text)
    {
        await this[$"{side}-input"].ClickAsync();
        await page.Keyboard.TypeAsync(text);
        await this[$"{side}-send"].ClickAsync();
        await Expect(this[$"{side}-input"]).ToBeEmptyAsync();
    }

    /// <summary>Chooses a file in place of the system's dialog; it is sent with the next words, or without any.</summary>
    /// <param name="side"><c>client</c> or <c>crm</c>.</param>
    /// <param name="file">The file.</param>
    public async Task AttachAsync(string side, FilePayload file)
    {
        await this[$"{side}-file"].SetInputFilesAsync(file);
        await Expect(this[$"{side}-draft"]).ToContainTextAsync(file.Name);
    }

    /// <summary>Sends the attached file, with a caption if there is one.</summary>
    /// <param name="side"><c>client</c> or <c>crm</c>.</param>
    /// <param name="caption">Empty for none.</param>
    public async Task SendFileAsync(string side, string caption = "")
    {
        await this[$"{side}-input"].FillAsync(caption);
        await this[$"{side}-send"].ClickAsync();
        await Expect(this[$"{side}-draft"]).ToBeHiddenAsync();
    }

    /// <summary>The sandbox refuses the page's next call of a control.</summary>
    /// <param name="control">Below /control; with ** for anything.</param>
    /// <param name="reason">Why.</param>
    public Task RefuseOnceAsync(string control, string reason) => page.RouteAsync(
        $"**/control/{control}",
        route => route.FulfillAsync(new() { Status = 500, ContentType = "application/json", Body = $$"""{"message":"{{reason}}"}""" }),
        new() { Times = 1 });

    /// <summary>The picture in a bubble is there, in its own size.</summary>
    public static async Task ShouldShowPictureAsync(ILocator bubble, int width, int height)
    {
        var picture = bubble.GetByTestId("file-picture");
        await Expect(picture).ToHaveJSPropertyAsync("complete", true);
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", width);
        await Expect(picture).ToHaveJSPropertyAsync("naturalHeight", height);
    }

    /// <summary>The player in a bubble plays.</summary>
    /// <param name="bubble">The bubble.</param>
    /// <param name="seconds">How long the sound is, within a tenth.</param>
    public static async Task ShouldPlayAsync(ILocator bubble, double seconds)
    {
        var player = bubble.GetByTestId("file-player");
        var length = await player.EvaluateAsync<double>("""
            async player => {
              player.muted = true;
              await player.play();
              if (player.currentTime === 0) await new Promise(go => player.addEventListener("timeupdate", go, { once: true }));
              player.pause();
              return player.duration;
            }
            """);
        Assert.InRange(length, seconds - 0.1, seconds + 0.1);
    }

    /// <summary>What a link to a file opens: its bytes, and its name.</summary>
    public async Task<(byte[] Bytes, string Name)> DownloadAsync(ILocator link)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        await using var bytes = await download.CreateReadStreamAsync();
        using var copy = new MemoryStream();
        await bytes.CopyToAsync(copy);
        return (copy.ToArray(), download.SuggestedFilename);
    }

    /// <summary>The named controls are fully visible without scrolling, and large enough for a finger.</summary>
    public async Task ShouldShowAsync(params string[] testIds)
    {
        var screen = page.ViewportSize!;
        foreach (var testId in testIds)
        {
            var box = await this[testId].BoundingBoxAsync();
            Assert.True(box is not null, $"{testId} is not to be seen.");
            Assert.True(box.X >= 0 && box.X + box.Width <= screen.Width, $"{testId} is beside the screen: {box.X} + {box.Width}.");
            Assert.True(box.Y >= 0 && box.Y + box.Height <= screen.Height, $"{testId} is below the screen: {box.Y} + {box.Height}.");
            Assert.True(box is { Width: >= 32, Height: >= 32 }, $"{testId} is too small to tap: {box.Width} x {box.Height}.");
        }
    }

    /// <summary>Nothing overflows the page, or a box on it that does not scroll sideways.</summary>
    public async Task ShouldNotOverflowAsync() => Assert.Empty(await page.EvaluateAsync<string[]>("""
        () => [document.documentElement, ...document.querySelectorAll("body, body *")]
          .filter(box => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1)
          .filter(box => !["auto", "scroll"].includes(getComputedStyle(box).overflowX) || box.matches(".bubbles"))
          .filter(box => getComputedStyle(box).textOverflow !== "ellipsis" && box.tagName !== "INPUT")
          .map(box => `${box.tagName} ${box.id} ${box.className}: ${box.scrollWidth} in ${box.clientWidth}`)
        """));

    /// <summary>Exactly these steps are shown as done under a bubble.</summary>
    public static async Task ShouldHaveReachedAsync(ILocator bubble, string state, params string[] steps)
    {
        await Expect(Status(bubble)).ToBeVisibleAsync();
        await Expect(Status(bubble)).ToHaveAttributeAsync("data-state", state);
        await Expect(bubble.Locator("[data-reached=true]")).ToHaveCountAsync(steps.Length);
        foreach (var step in steps)
        {
            await Expect(bubble.Locator($"[data-step={step}][data-reached=true]")).ToBeVisibleAsync();
        }
    }

    /// <summary>Saves a screenshot.</summary>
    public Task SaveAsync(string path) => page.ScreenshotAsync(new() { Path = path });

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();
}
