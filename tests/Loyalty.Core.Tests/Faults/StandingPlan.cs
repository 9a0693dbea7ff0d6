namespace Loyalty.Tests.Faults;

/// <summary>Promised points converted by hand, tiers by actions, partners, and bills that trackers see; then history read into a tracker.</summary>
internal static class StandingPlan
{
    public static FaultPlan Plan { get; } = new(StandingChanging.Program, PrepareAsync);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var calls = new List<Call>();
        foreach (var (name, call) in StandingChanging.All)
        {
            var own = await StandingChanging.PrepareAsync(run.Desk, name);
            calls.Add(new(name, (at, o) => call.Same(at.Desk, own, o)));
        }
        calls.Add(new("new tracker", (at, o) => Changing.Of(at.Desk.Programs.SaveAsync(StandingChanging.Program.With(program => program with
        {
            Trackers = [.. program.Trackers, TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(20))) with { Id = 2, Name = "later" }],
        }), o))));
        calls.Add(new("read history", (at, _) => Changing.Of(at.Desk.Trackers.ReadHistoryAsync(2)), Again.NothingLeft));
        var things = await StandingChanging.PrepareAsync(run.Desk, "read");
        return (calls,
        [
            new("trackers", (at, _) => Changing.Of(at.Desk.Trackers.OfAsync(things.Anna))),
            new("tracker successes", (at, _) => Changing.Of(at.Desk.Trackers.SuccessesAsync(things.Anna))),
            new("member history", (at, _) => Changing.Of(at.Desk.Trackers.HistoryAsync(things.Anna, 30))),
            new("partners", (at, _) => Changing.Of(at.Desk.Partners.OfAsync(things.Anna))),
            new("partner history", (at, _) => Changing.Of(at.Desk.Partners.HistoryAsync(new(things.Anna, "Hotel", "linkingUpdates")))),
        ]);
    }
}
