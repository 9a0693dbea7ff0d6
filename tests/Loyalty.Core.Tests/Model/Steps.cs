using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>A list that shows what is in it.</summary>
internal sealed class Items<T>(params IReadOnlyList<T> list)
{
    public IReadOnlyList<T> List => list;

    public override string ToString() => $"[{string.Join(", ", list)}]";
}

/// <summary>
/// One step of a walk. Members, bills and redemptions are named by index, whatever there are by then, so that a sequence stays a
/// sequence when steps are left out of it.
/// </summary>
internal abstract record Step;

/// <summary>A line by quantity and amount in hundredths.</summary>
internal sealed record LineOf(int Quantity, int Cents)
{
    public override string ToString() => $"{Quantity} x for {Cents}c";
}

internal enum BackBy
{
    All,
    Lines,
    Amount,
}

/// <summary>What comes back: all; of the lines of the mask a percentage (rounded up to pieces); a percentage of the money.</summary>
internal sealed record BackOf(BackBy By, int Percent, int Mask, bool MoneyByHand = false);

internal sealed record Enrol(int Name, bool Keyed, long SecondsBack) : Step;

internal sealed record SetStatus(int Member, bool Block, long SecondsBack) : Step;

internal sealed record AddsBill(int Member, int Cents, Items<LineOf> Lines, long Seconds, int NotEarningPercent, bool Tie, bool Keyed, bool History) : Step;

internal sealed record ChecksOut(int Member, Items<LineOf> Lines, int RedeemPercent, bool Gift, int NotEarningPercent, long Seconds, bool FromOffer) : Step;

internal sealed record Returns(int Bill, BackOf Back, long SecondsBack, bool Keyed, bool History) : Step;

internal sealed record Exchanges(int Bill, BackOf Back, Items<LineOf> Lines, int RedeemPercent, long SecondsBack) : Step;

internal sealed record Redeems(int Member, int Percent, long SecondsBack, int BillCents, bool Odd, bool Keyed, bool History) : Step;

internal sealed record Holds(int Member, int Percent, bool Odd, long HistoryBack) : Step;

internal sealed record Captures(int Redemption, long HistoryBack) : Step;

internal sealed record Releases(int Redemption, long HistoryBack) : Step;

/// <summary>Percent 0: all that is left.</summary>
internal sealed record Reverses(int Redemption, int Percent, bool WrongCustomer, long HistoryBack) : Step;

internal sealed record Transfers(int From, int To, int Percent, bool Odd, long HistoryBack) : Step;

internal sealed record ClaimsGift(int Member, int Gift, bool Keyed, long HistoryBack) : Step;

/// <summary>Saves the configuration with some parts of another drawn one.</summary>
internal sealed record SavesProgram(LoyaltyDefinition Drawn, ProgramParts Parts, bool Keyed) : Step
{
    public override string ToString() => $"{nameof(SavesProgram)} {{ Parts = {Parts}, Keyed = {Keyed} }} of {Drawn.ToJson()}";
}

internal sealed record CatchesUp(int Limit) : Step;

internal sealed record Imports(Items<Imported> Bills) : Step;

internal sealed record Imported(int Name, int Cents, long SecondsBack, bool Lines)
{
    public override string ToString() => $"M{Name} {Cents}c {SecondsBack}s ago{(Lines ? " with a line" : "")}";
}

/// <summary>Goes so far, or back.</summary>
internal sealed record Waits(long Seconds) : Step;

/// <summary>Goes to the next instant at which something of a member is due, or near it.</summary>
internal sealed record WaitsUntilDue(int Member, int Ticks) : Step;

/// <summary>Goes to the next change of the zone's offset, or near it.</summary>
internal sealed record WaitsUntilClockChange(int Hours) : Step;

/// <summary>Sends an earlier command again.</summary>
internal sealed record Repeats(int Command) : Step;

/// <summary>Sends an earlier command's key, number or reference with other content.</summary>
internal sealed record RepeatsWithOtherContent(int Command) : Step;

/// <summary>Reads as of an effective and a recorded time.</summary>
internal sealed record ReadsAsOf(int Member, long SecondsBack, long KnownBack) : Step;

/// <summary>A whole run: a configuration and what happens under it.</summary>
internal sealed record Walk(LoyaltyDefinition Definition, IReadOnlyList<Step> Steps)
{
    public override string ToString() =>
        $"{Steps.Count} steps under\n{Definition.ToJson()}\n{string.Join('\n', Steps.Select((step, i) => $"{i + 1,3}. {step}"))}";
}
