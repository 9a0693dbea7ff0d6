using FsCheck;
using FsCheck.Fluent;

namespace Loyalty.Tests.Model;

/// <summary>Random walks, and what is simpler than a walk that fails.</summary>
internal static class WalkGen
{
    private const int Minute = 60, Hour = 3600, Day = 86400;

    private static Gen<int> Int(int from, int to) => Gen.Choose(from, to);

    private static Gen<bool> In(int percent) => Int(1, 100).Select(roll => roll <= percent);

    private static Gen<T> Mostly<T>(int percent, T usual, Gen<T> else_) => In(percent).SelectMany(isUsual => isUsual ? Gen.Constant(usual) : else_);

    private static readonly Gen<int> Member = Int(0, 3);

    private static readonly Gen<int> Index = Int(0, 30);

    private static readonly Gen<int> Cents = Gen.Frequency((1, Gen.Constant(0)), (6, Int(1, 30000)), (3, Int(1, 300).Select(hundreds => hundreds * 100)));

    private static readonly Gen<int> Percent = Gen.Frequency((3, Gen.Constant(100)), (6, Int(1, 100)), (1, Int(101, 130)), (1, Gen.Constant(0)));

    /// <summary>Seconds back: from seconds to months.</summary>
    private static readonly Gen<long> Back = Gen.OneOf(Int(1, 50), Int(1, 20 * Minute), Int(1, 3 * Day), Int(1, 29 * Day), Int(1, 200 * Day)).Select(seconds => (long)seconds);

    private static readonly Gen<long> Late = Mostly(60, 0L, Back);

    private static readonly Gen<long> When = Gen.Frequency((6, Gen.Constant(0L)), (3, Back.Select(back => -back)), (1, Int(1, 26 * Hour).Select(ahead => (long)ahead)));

    private static readonly Gen<long> History = Mostly(92, 0L, Back);

    private static readonly Gen<LineOf> Line =
        from quantity in Gen.Frequency((1, Gen.Constant(0)), (5, Int(1, 3)), (1, Int(4, 7)))
        from cents in Cents
        select new LineOf(quantity, cents);

    private static Gen<Items<LineOf>> Lines(int least) => Int(least, 4).SelectMany(count => Line.ListOf(count)).Select(list => new Items<LineOf>([.. list]));

    private static readonly Gen<BackOf> BackOfBill =
        from way in Gen.Elements(BackBy.All, BackBy.All, BackBy.Lines, BackBy.Lines, BackBy.Amount, BackBy.Amount)
        from percent in Gen.Frequency((2, Gen.Constant(100)), (5, Int(1, 100)), (1, Int(101, 120)))
        from mask in Int(1, 31)
        from byHand in In(10)
        select new BackOf(way, percent, mask, byHand);

    private static readonly Gen<Step> AnyBill =
        from member in Member
        from lines in Mostly(40, new Items<LineOf>(), Lines(1))
        from cents in Cents
        from isSum in In(80)
        from seconds in When
        from notEarning in Mostly(80, 0, Int(0, 110))
        from tie in In(25)
        from keyed in In(15)
        from history in In(10)
        select (Step)new AddsBill(member, isSum && lines.List.Count > 0 ? 0 : cents, lines, seconds, notEarning, tie, keyed, history);

    private static readonly Gen<Step> AnyCheckout =
        from member in Member
        from lines in Lines(1)
        from percent in Mostly(40, 0, Percent)
        from gift in In(35)
        from notEarning in Mostly(80, 0, Int(0, 100))
        from seconds in When
        from offer in In(25)
        select (Step)new ChecksOut(member, lines, percent, gift, notEarning, seconds, offer);

    private static readonly Gen<Step> AnyReturn =
        from bill in Index
        from back in BackOfBill
        from late in Late
        from keyed in In(10)
        from history in In(10)
        select (Step)new Returns(bill, back, late, keyed, history);

    private static readonly Gen<Step> AnyExchange =
        from bill in Index
        from back in BackOfBill
        from lines in Lines(1)
        from percent in Mostly(60, 0, Percent)
        from late in Late
        select (Step)new Exchanges(bill, back, lines, percent, late);

    private static readonly Gen<Step> AnyRedemption =
        from member in Member
        from percent in Percent
        from late in Late
        from bill in Mostly(60, 0, Cents)
        from odd in In(3)
        from keyed in In(10)
        from history in In(8)
        select (Step)new Redeems(member, percent, late, bill, odd, keyed, history);

    private static readonly Gen<Step> AnyHold = from member in Member from percent in Percent from odd in In(3) from back in History select (Step)new Holds(member, percent, odd, back);

    private static readonly Gen<Step> AnyReversal =
        from redemption in Index
        from percent in Mostly(40, 0, Percent)
        from wrong in In(4)
        from back in History
        select (Step)new Reverses(redemption, percent, wrong, back);

    private static readonly Gen<Step> AnyTransfer =
        from from_ in Member
        from to in Member
        from percent in Percent
        from odd in In(3)
        from back in History
        select (Step)new Transfers(from_, to, percent, odd, back);

    private static readonly Gen<Step> AnyWait = Gen.Frequency(
        (4, Gen.OneOf(Int(1, 100), Int(1, 20 * Minute), Int(1, 3 * Day), Int(1, 40 * Day), Int(1, 150 * Day)).Select(seconds => (Step)new Waits(seconds))),
        (1, Int(1, 400).Select(seconds => (Step)new Waits(-seconds))),
        (4, from member in Member from ticks in Gen.Elements(-1, 0, 0, 1) select (Step)new WaitsUntilDue(member, ticks)),
        (2, Int(-3, 3).Select(hours => (Step)new WaitsUntilClockChange(hours))));

    private static readonly Gen<Imported> AnyImported =
        from name in Int(0, 4)
        from cents in Cents
        from back in Back
        from lines in In(30)
        select new Imported(name, cents, back, lines);

    private static readonly Gen<Step> AnyEnrolment = from name in Int(0, 4) from keyed in In(30) from back in Mostly(70, 0L, Back) select (Step)new Enrol(name, keyed, back);

    private static readonly Gen<Step> AnySave =
        from drawn in DefinitionGen.Any
        from bits in Int(1, 2047)
        from others in Int(0, 2047)
        from fixed_ in Mostly(95, 0, Int(1, 3))
        from keyed in In(25)
        select (Step)new SavesProgram(drawn, (ProgramParts)((bits & others) | (fixed_ << 11)), keyed);

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (2, AnyEnrolment),
        (1, from member in Member from block in In(50) from back in History select (Step)new SetStatus(member, block, back)),
        (12, AnyBill),
        (7, AnyCheckout),
        (10, AnyReturn),
        (3, AnyExchange),
        (9, AnyRedemption),
        (4, AnyHold),
        (3, from redemption in Index from back in History select (Step)new Captures(redemption, back)),
        (2, from redemption in Index from back in History select (Step)new Releases(redemption, back)),
        (6, AnyReversal),
        (5, AnyTransfer),
        (2, from member in Member from gift in Int(0, 2) from keyed in In(40) from back in History select (Step)new ClaimsGift(member, gift, keyed, back)),
        (4, AnySave),
        (3, Gen.Elements(1, 2, 1000).Select(limit => (Step)new CatchesUp(limit))),
        (2, Int(1, 3).SelectMany(count => AnyImported.ListOf(count)).Select(list => (Step)new Imports(new Items<Imported>([.. list])))),
        (14, AnyWait),
        (4, Index.Select(command => (Step)new Repeats(command))),
        (3, Index.Select(command => (Step)new RepeatsWithOtherContent(command))),
        (2, from member in Member from back in Back from known in Late select (Step)new ReadsAsOf(member, back, known)));

    /// <summary>What may happen to the points of a purchase before it comes back.</summary>
    private static readonly Gen<Step> AnyUse = Gen.Frequency(
        (6, AnyRedemption), (3, AnyHold), (2, Index.Select(index => (Step)new Captures(index, 0))), (2, Index.Select(index => (Step)new Releases(index, 0))),
        (3, AnyReversal), (4, AnyTransfer), (8, AnyWait), (2, AnySave), (2, Gen.Constant((Step)new CatchesUp(1000))));

    public static Gen<IReadOnlyList<Step>> Steps(int least, int most) => StepsOf(AnyStep, least, most);

    public static Gen<IReadOnlyList<Step>> Uses(int least, int most) => StepsOf(AnyUse, least, most);

    /// <summary>Time passes, and the clock's work is caught up or not.</summary>
    public static Gen<IReadOnlyList<Step>> Waits(int least, int most) => StepsOf(
        Gen.Frequency((4, Gen.OneOf(Int(1, 3 * Day), Int(1, 40 * Day), Int(1, 90 * Day)).Select(seconds => (Step)new Waits(seconds))), (1, Gen.Constant((Step)new CatchesUp(1000)))), least, most);

    public static Gen<IReadOnlyList<Step>> Redemptions(int least, int most) => StepsOf(AnyRedemption, least, most);

    private static Gen<IReadOnlyList<Step>> StepsOf(Gen<Step> step, int least, int most) =>
        Int(least, most).SelectMany(count => step.ListOf(count)).Select(list => (IReadOnlyList<Step>)[.. list]);

    /// <summary>Two members are there from the start: little can happen to none.</summary>
    public static Gen<Walk> Walks(int least, int most) =>
        from definition in DefinitionGen.Any
        from steps in Steps(least, most)
        select new Walk(definition, [new Enrol(0, false, 0), new Enrol(1, false, 0), .. steps]);

    public static Arbitrary<Walk> Arbitrary(int least, int most) => Arb.From(Walks(least, most), Simpler);

    public static IEnumerable<Walk> Simpler(Walk walk)
    {
        foreach (var steps in Fewer(walk.Steps)) yield return walk with { Steps = steps };
        foreach (var definition in DefinitionGen.Simpler(walk.Definition)) yield return walk with { Definition = definition };
        for (var i = 0; i < walk.Steps.Count; i++)
            foreach (var step in StepShrinker.Simpler(walk.Steps[i])) yield return walk with { Steps = [.. walk.Steps.Take(i), step, .. walk.Steps.Skip(i + 1)] };
    }

    /// <summary>Large pieces first, then single steps.</summary>
    public static IEnumerable<IReadOnlyList<Step>> Fewer(IReadOnlyList<Step> steps)
    {
        for (var size = steps.Count / 2; size > 0; size /= 2)
            for (var from = steps.Count - size; from >= 0; from -= size)
                yield return [.. steps.Take(from), .. steps.Skip(from + size)];
    }
}
