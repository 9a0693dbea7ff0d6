using NodaTime;

namespace Loyalty;

/// <summary>Whose points a redemption over several accounts takes, and to whom its reversal gives them back: a group's and its members', or a member's in all programs (points R70). Pure.</summary>
internal static class SharedDraws
{
    /// <summary>A lot that can be drawn on.</summary>
    private readonly record struct Candidate(long Owner, Instant ExpiresAt, Instant Earned, long Lot, long Units);

    /// <summary>Units that each holder gives, in one order over all: earliest expiry, earliest award, lower owner (the group's own last), lot.</summary>
    public static IReadOnlyList<(long Owner, long Units)> Take(IEnumerable<AccountHand> holders, int currency, long units)
    {
        var candidates = new List<Candidate>();
        foreach (var holder in holders)
            foreach (var lot in holder.Points.Pool(currency).Lots)
                if (lot.Available > 0) candidates.Add(new(holder.Account.Owner.Key, lot.ExpiresAt, lot.Earned, lot.Number, lot.Available));
        candidates.Sort(static (a, b) =>
        {
            var order = a.ExpiresAt.CompareTo(b.ExpiresAt);
            if (order == 0) order = a.Earned.CompareTo(b.Earned);
            if (order == 0) order = a.Owner.CompareTo(b.Owner);
            return order != 0 ? order : a.Lot.CompareTo(b.Lot);
        });
        var taken = new List<(long Owner, long Units)>();
        foreach (var candidate in candidates)
        {
            if (units == 0) break;
            var here = Math.Min(units, candidate.Units);
            units -= here;
            if (taken.Count > 0 && taken[^1].Owner == candidate.Owner) taken[^1] = (candidate.Owner, taken[^1].Units + here);
            else taken.Add((candidate.Owner, here));
        }
        return taken;
    }

    /// <summary>Units that each holder gets back, the last drawn first, behind what has come back of its own redemption.</summary>
    /// <param name="steps">The steps in which the redemption drew.</param>
    /// <param name="cameBack">What has come back of each holder's redemption, by its id.</param>
    /// <param name="units">Units to give back; not more than are left.</param>
    public static IReadOnlyList<DrawStep> GiveBack(IReadOnlyList<DrawStep> steps, IReadOnlyDictionary<long, long> cameBack, long units)
    {
        var skip = new Dictionary<long, long>(cameBack);
        var back = new List<DrawStep>();
        for (var i = steps.Count - 1; i >= 0 && units > 0; i--)
        {
            var step = steps[i];
            var gone = Math.Min(skip[step.Redemption], step.Units);
            skip[step.Redemption] -= gone;
            var here = Math.Min(units, step.Units - gone);
            if (here == 0) continue;
            units -= here;
            var at = back.FindIndex(each => each.Redemption == step.Redemption);
            if (at < 0) back.Add(step with { Units = here });
            else back[at] = back[at] with { Units = back[at].Units + here };
        }
        return back;
    }
}
