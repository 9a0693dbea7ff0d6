using NodaTime;
using static Loyalty.Testing.LedgerTrial;

namespace Loyalty.Testing;

/// <summary>What the clock does, and what the journal proves.</summary>
internal static class HistoryCases
{
    public static IReadOnlyList<LedgerCase> All { get; } =
    [
        new("Catching up in any number of steps equals one jump", Steps),
        new("Every account is the fold of its journal", Proven),
    ];

    private static async Task Steps(LedgerTrial trial)
    {
        var (inSteps, atOnce) = (await trial.OpenAsync(60).ConfigureAwait(false), await trial.OpenAsync(60).ConfigureAwait(false));
        for (var i = 0; i < 12; i++)
        {
            var wait = Duration.FromHours(1 + inSteps.Draw.Below(240));
            inSteps.Wait(wait);
            atOnce.Wait(wait);
            (await inSteps.Engine.CatchUpAsync(1 + inSteps.Draw.Below(3)).ConfigureAwait(false)).OrThrow();
        }
        var unswept = await atOnce.StatementsAsync().ConfigureAwait(false);
        (await inSteps.Engine.CatchUpAsync().ConfigureAwait(false)).OrThrow();
        (await atOnce.Engine.CatchUpAsync().ConfigureAwait(false)).OrThrow();
        var (one, other) = (await inSteps.StatementsAsync().ConfigureAwait(false), await atOnce.StatementsAsync().ConfigureAwait(false));
        for (var i = 0; i < one.Count; i++)
        {
            Alike(other[i], one[i], $"Member {one[i].Customer} caught up in steps");
            Alike(unswept[i], other[i], $"Member {one[i].Customer} caught up at all");
        }
    }

    private static async Task Proven(LedgerTrial trial)
    {
        var shop = await trial.OpenAsync(60).ConfigureAwait(false);
        var anchor = await shop.Engine.AnchorAsync().ConfigureAwait(false);
        for (var i = 0; i < 60; i++) await shop.StepAsync().ConfigureAwait(false);
        var proof = await shop.Engine.VerifyAsync(anchor).ConfigureAwait(false);
        True(proof.Holds, $"The journal does not prove the state: {string.Join("; ", proof.Violations)}");
        Equal(shop.Members.Count, (int)proof.Members, "Members that were proven");
    }
}
