using Relay.Harness.Fuzzing;

namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>
/// Whatever the account's behaviour, whatever is written, edited and deleted, and whenever the gateway dies: each manager's message and edit reaches
/// the client once and in order, or somebody is told; no client reads their own texts, and nothing is settled that did not arrive. The conversations
/// are the same each time, because among many thousands of others some cannot be decided at all (a foreign number that is ours by accident, with our
/// text, at that time). RELAY_SEED and RELAY_FUZZ_SECONDS try others.
/// </summary>
public sealed class AccountShapesTests
{
    private const int Seconds = 20;

    [Fact]
    public async Task In_no_account_is_a_manager_lost_in_silence_or_a_client_shown_own_words()
    {
        var tried = await Fuzz.RunAsync(Seconds, async seed =>
        {
            var random = new Random(seed);
            await new Conversation(AccountShape.Draw(random), random).RunAsync(random.Next(5, 45));
        }, from: 1);

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} conversations; from seed 1 unless RELAY_SEED says otherwise");
    }
}
