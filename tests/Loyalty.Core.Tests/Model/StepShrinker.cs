namespace Loyalty.Tests.Model;

/// <summary>Simpler steps of the same kind: now for late, round numbers, fewer lines, no flags.</summary>
internal static class StepShrinker
{
    public static IEnumerable<Step> Simpler(Step step) => All(step).Where(simpler => simpler != step);

    private static IEnumerable<Step> All(Step step) => step switch
    {
        Enrol e => [e with { SecondsBack = 0 }, e with { Keyed = false }, .. Smaller(e.SecondsBack).Select(s => e with { SecondsBack = s })],
        SetStatus e => [e with { SecondsBack = 0 }, e with { Member = 0 }],
        AddsBill e =>
        [
            e with { Seconds = 0 }, e with { History = false }, e with { Keyed = false }, e with { Tie = false }, e with { NotEarningPercent = 0 }, e with { Member = 0 },
            e with { Cents = 10000 }, .. Smaller(e.Lines).Select(lines => e with { Lines = lines }), .. Smaller(e.Seconds).Select(s => e with { Seconds = s }),
        ],
        ChecksOut e =>
        [
            e with { Seconds = 0 }, e with { FromOffer = false }, e with { Gift = false }, e with { NotEarningPercent = 0 }, e with { RedeemPercent = 0 }, e with { RedeemPercent = e.RedeemPercent == 0 ? 0 : 100 },
            e with { Member = 0 }, .. Smaller(e.Lines).Where(lines => lines.List.Count > 0).Select(lines => e with { Lines = lines }), .. Smaller(e.Seconds).Select(s => e with { Seconds = s }),
        ],
        Returns e =>
        [
            e with { SecondsBack = 0 }, e with { History = false }, e with { Keyed = false }, e with { Bill = 0 }, .. Smaller(e.Back).Select(back => e with { Back = back }),
            .. Smaller(e.SecondsBack).Select(s => e with { SecondsBack = s }),
        ],
        Exchanges e =>
        [
            e with { SecondsBack = 0 }, e with { RedeemPercent = 0 }, e with { Bill = 0 }, .. Smaller(e.Back).Select(back => e with { Back = back }),
            .. Smaller(e.Lines).Where(lines => lines.List.Count > 0).Select(lines => e with { Lines = lines }), .. Smaller(e.SecondsBack).Select(s => e with { SecondsBack = s }),
        ],
        Redeems e =>
        [
            e with { SecondsBack = 0 }, e with { History = false }, e with { Keyed = false }, e with { Odd = false }, e with { BillCents = 0 }, e with { Percent = 100 }, e with { Percent = Half(e.Percent) },
            e with { Member = 0 }, .. Smaller(e.SecondsBack).Select(s => e with { SecondsBack = s }),
        ],
        Holds e => [e with { HistoryBack = 0 }, e with { Odd = false }, e with { Percent = 100 }, e with { Percent = Half(e.Percent) }, e with { Member = 0 }],
        Captures e => [e with { HistoryBack = 0 }, e with { Redemption = 0 }],
        Releases e => [e with { HistoryBack = 0 }, e with { Redemption = 0 }],
        Reverses e => [e with { HistoryBack = 0 }, e with { WrongCustomer = false }, e with { Percent = 0 }, e with { Percent = e.Percent == 0 ? 0 : 50 }, e with { Redemption = 0 }],
        Transfers e => [e with { HistoryBack = 0 }, e with { Odd = false }, e with { Percent = 100 }, e with { Percent = Half(e.Percent) }, e with { From = 0, To = 1 }],
        ClaimsGift e => [e with { HistoryBack = 0 }, e with { Keyed = false }, e with { Member = 0 }, e with { Gift = 0 }],
        SavesProgram e =>
        [
            e with { Keyed = false }, .. Enum.GetValues<ProgramParts>().Where(part => part != 0 && e.Parts.HasFlag(part)).Select(part => e with { Parts = e.Parts & ~part }),
        ],
        CatchesUp e => [e with { Limit = 1000 }],
        Imports e => e.Bills.List.Count > 1 ? e.Bills.List.Select((_, i) => e with { Bills = new Items<Imported>([.. e.Bills.List.Where((_, at) => at != i)]) }) : [],
        Waits e => Smaller(e.Seconds).Select(s => new Waits(s)),
        WaitsUntilDue e => [e with { Ticks = 0 }, e with { Member = 0 }],
        WaitsUntilClockChange e => [e with { Hours = 0 }],
        ReadsAsOf e => [e with { KnownBack = 0 }, e with { Member = 0 }, .. Smaller(e.SecondsBack).Select(s => e with { SecondsBack = s })],
        _ => [],
    };

    // 100 is simplest, then 50: never back from the simpler to the less simple, or shrinking would not end.
    private static int Half(int percent) => percent == 100 ? 100 : 50;

    private static IEnumerable<BackOf> Smaller(BackOf back) =>
        [.. ((BackOf[])[back with { By = BackBy.All }, back with { Percent = 100 }, back with { Percent = Half(back.Percent) }, back with { Mask = 1 }, back with { MoneyByHand = false }]).Where(simpler => simpler != back)];

    private static IEnumerable<Items<LineOf>> Smaller(Items<LineOf> lines)
    {
        for (var i = 0; i < lines.List.Count; i++)
        {
            var (at, line) = (i, lines.List[i]);
            yield return new Items<LineOf>([.. lines.List.Where((_, other) => other != at)]);
            if (line != new LineOf(1, 10000)) yield return new Items<LineOf>([.. lines.List.Select((each, other) => other == at ? new LineOf(1, 10000) : each)]);
        }
    }

    /// <summary>Towards whole days, then half as much.</summary>
    private static IEnumerable<long> Smaller(long seconds)
    {
        if (seconds % 86400 != 0 && Math.Abs(seconds) > 86400) yield return seconds / 86400 * 86400;
        if (Math.Abs(seconds) > 60) yield return seconds / 2;
    }
}
