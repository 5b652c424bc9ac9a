using Microsoft.Playwright;

namespace Relay.EndToEnd.Tests.ChatPage;

/// <summary>
/// The machine's headless Chromium, with a temporary profile. Playwright's own browsers are never downloaded: only its driver is used, which is part
/// of the package.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    // Without its sandbox, which root cannot use; the other options keep it from calling anything but the page.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var program = Program();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Headless = true, Args = Arguments });
    }

    /// <summary>Opens the chat page in a new profile, and waits until it is live.</summary>
    /// <param name="address">The sandbox's address.</param>
    /// <param name="device">The screen.</param>
    public async Task<OpenPage> OpenAsync(Uri address, BrowserNewContextOptions device)
    {
        var page = new OpenPage(await (await browser.NewContextAsync(device)).NewPageAsync());
        await page.GoAsync(address);
        return page;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    /// <summary>The program in RELAY_CHROMIUM, else the first one on PATH.</summary>
    private static string Program()
    {
        if (Environment.GetEnvironmentVariable("RELAY_CHROMIUM") is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? named
                : throw new FileNotFoundException($"RELAY_CHROMIUM names '{named}', and there is no such file.");
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(_ => folders, (name, folder) => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                "The test of the chat page needs Chromium: install the package 'chromium' (./relay test does), "
                + "or set RELAY_CHROMIUM to the path of the program.");
    }
}
