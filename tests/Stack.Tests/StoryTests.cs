using Relay.EndToEnd.Tests.ChatPage;

namespace Relay.Stack.Tests;

/// <summary>The first steps of a person who has just started the stack.</summary>
[Collection(OneStack.Name)]
public sealed class StoryTests(ComposeStack stack, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_chat_pages_story_goes_as_it_does_without_containers()
    {
        stack.MustRun();
        await using var page = await chromium.OpenAsync(stack.Sandbox.BaseUrl, Story.Desk);
        await page.LiveTheStoryAsync();
    }
}
