using Loyalty;
using NodaTime;

namespace Pos.Till;

/// <summary>What the till shows: on a screen for people, or as lines for a machine.</summary>
internal interface ITillScreen
{
    void Opened(LoyaltyDefinition definition, string data);

    void Member(CustomerDetails member, bool isNew);

    void Past(PastReport report);

    void Step(string text);

    void Offered(Offer offer);

    /// <summary>A sale is done.</summary>
    /// <param name="receipt">What to print.</param>
    /// <param name="member">The member.</param>
    /// <param name="risenFrom">The tier that the sale raised the member from, or null.</param>
    void Sold(Receipt receipt, CustomerDetails member, string? risenFrom);

    void Returned(BillReturned back, string of, Instant time, string? store, string? till, CustomerDetails member);

    void Held(PointsHeld hold);

    void Captured(PointsRedeemed redemption);

    /// <summary>The engine said no.</summary>
    /// <param name="attempt">What was tried.</param>
    /// <param name="refusal">Why not.</param>
    /// <param name="trace">What each rule saw, where it was asked for.</param>
    /// <param name="handled">What the till did about it.</param>
    void Refused(string attempt, Refusal refusal, IReadOnlyList<TraceStep> trace, string handled);

    void Statement(CustomerDetails member, Statement statement, TierProgress progress, IReadOnlyList<ProgramPart> beside, BalanceHistory history);

    void Closed(int caughtUp, Proof proof);
}

/// <summary>What the demonstrated past came to.</summary>
/// <param name="WasThere">Whether an earlier run had brought it in.</param>
/// <param name="Months">Its months; empty when it was there.</param>
/// <param name="Rises">Who reached a higher tier, when.</param>
internal sealed record PastReport(bool WasThere, IReadOnlyList<PastMonth> Months, IReadOnlyList<TierRise> Rises);

/// <summary>A month of the past.</summary>
internal sealed record PastMonth(YearMonth Month, int Bills, decimal Amount, decimal Earned, decimal Spent);

/// <summary>A member reached a tier.</summary>
internal sealed record TierRise(string Member, string Tier, LocalDate Day);
