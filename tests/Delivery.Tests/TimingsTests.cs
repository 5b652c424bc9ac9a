using Relay.Delivery.Settings;
using Relay.ServiceDefaults;

namespace Relay.Delivery.Tests;

/// <summary>The protocol relies on the order of these times.</summary>
public sealed class TimingsTests
{
    [Fact]
    public void An_instance_loses_its_rights_before_it_is_declared_dead_and_a_call_ends_before_a_frozen_one_is() => Rises(
        Timings.BeatEvery, Timings.RightsLast, Timings.KilledAfter, Timings.TextCall, Timings.DrainWithin, Timings.FrozenAfter, Timings.ClaimLasts);

    [Fact]
    public void A_service_may_take_longer_to_stop_than_its_calls_do() => Rises(Timings.DrainWithin, ServiceDefaultsExtensions.ShutdownTimeout);

    [Fact]
    public void A_probe_is_over_before_another_instance_probes() => Rises(Timings.TextCall + Timings.HarmlessCall, Timings.ProbeLease);

    [Fact]
    public void Silences_count_together_for_longer_than_a_call_waits() => Rises(Timings.TextCall, Timings.SilencesCount);

    [Fact]
    public void What_was_published_is_confirmed_before_its_claim_ends() => Rises(Timings.ConfirmAfter + Timings.ConfirmEvery, Timings.ClaimLasts);

    [Fact]
    public void Gaps_are_asked_about_ever_more_rarely()
    {
        var moments = Enumerable.Range(0, 20).Select(Timings.GapAskedAfter).ToArray();

        Rises(moments);
        Rises([.. moments.Zip(moments.Skip(1), (one, next) => next - one).Take(6)]);
        Assert.Equal(TimeSpan.FromMinutes(5), moments[19] - moments[18]);
    }

    private static void Rises(params TimeSpan[] times) => Assert.Equal(times.Order().Distinct(), times);
}
