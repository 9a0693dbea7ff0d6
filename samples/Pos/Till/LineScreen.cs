using Loyalty;
using NodaTime;

namespace Pos.Till;

/// <summary>The till's day as lines of JSON.</summary>
internal sealed class LineScreen(TextWriter output) : ITillScreen
{
    public void Opened(LoyaltyDefinition definition, string data) =>
        Write(new { Event = "opened", Organisation = definition.Organisation.Code, Program = definition.Program.Code, Data = data });

    public void Member(CustomerDetails member, bool isNew) => Write(new { Event = isNew ? "enrolled" : "found", Customer = member.Id, Name = Names.Of(member) });

    public void Past(PastReport report) => Write(new
    {
        Event = "past",
        report.WasThere,
        Bills = report.Months.Sum(month => month.Bills),
        Amount = report.Months.Sum(month => month.Amount),
        Earned = report.Months.Sum(month => month.Earned),
        Spent = report.Months.Sum(month => month.Spent),
        Rises = report.Rises.Select(rise => new { rise.Member, rise.Tier, Day = rise.Day.ToString("uuuu-MM-dd", null) }),
    });

    // A heading tells a machine nothing.
    public void Step(string text)
    {
    }

    public void Offered(Offer offer) => Write(new { Event = "offered", offer.Total, offer.PaidByPoints, offer.Due, offer.Earns });

    public void Sold(Receipt receipt, CustomerDetails member, string? risenFrom) => Write(new { Event = "sold", Receipt = receipt, RisenFrom = risenFrom });

    public void Returned(BillReturned back, string of, Instant time, string? store, string? till, CustomerDetails member) => Write(new { Event = "returned", Of = of, Return = back });

    public void Held(PointsHeld hold) => Write(new { Event = "held", Hold = hold });

    public void Captured(PointsRedeemed redemption) => Write(new { Event = "captured", Redemption = redemption });

    public void Refused(string attempt, Refusal refusal, IReadOnlyList<TraceStep> trace, string handled) =>
        Write(new { Event = "refused", Attempt = attempt, refusal.Code, refusal.Field, refusal.Message, Trace = trace, Handled = handled });

    public void Statement(CustomerDetails member, Statement statement, TierProgress progress, IReadOnlyList<ProgramPart> beside, BalanceHistory history) =>
        Write(new
        {
            Event = "statement",
            Statement = StatementSheet.Facts(member, statement, progress, beside),
            History = history.Months.Select(month => new { Month = month.Month.ToString("uuuu-MM", null), month.Points }),
        });

    public void Closed(int caughtUp, Proof proof) => Write(new { Event = "proof", CaughtUp = caughtUp, proof.Entries, proof.Members, proof.Violations });

    private void Write(object line) => output.WriteLine(JsonLine.Of(line));
}
