using System.Globalization;
using Loyalty;
using NodaTime;
using Spectre.Console;

namespace Pos.Till;

/// <summary>The till's day on a screen, receipts as on paper.</summary>
internal sealed class PaperScreen(IAnsiConsole console, LoyaltyDefinition definition) : ITillScreen
{
    private readonly ReceiptPaper _paper = new(definition.Organisation);
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[definition.Program.Zone ?? definition.Organisation.Zone];

    public void Opened(LoyaltyDefinition definition, string data)
    {
        console.Write(new Rule(Markup.Escape($"{definition.Organisation.Name}: {definition.Program.Name}")).LeftJustified());
        Note($"data: {data}");
    }

    public void Member(CustomerDetails member, bool isNew) => Note($"{(isNew ? "enrolled" : "found")}: {Names.Of(member)}, member {member.Id}");

    public void Past(PastReport report)
    {
        Step("The past year");
        if (report.WasThere)
        {
            Note("An earlier run brought it in; this one goes on from there.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("month");
        foreach (var name in (string[])["bills", definition.Organisation.Currency, "earned", "spent"]) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var month in report.Months)
        {
            table.AddRow(
                new Text(month.Month.ToString("uuuu-MM", CultureInfo.InvariantCulture)), new Text(Say.Text($"{month.Bills}")), new Text(Say.Money(month.Amount)),
                new Text(Say.Points(month.Earned)), new Text(Say.Points(month.Spent)));
        }

        console.Write(table);
        foreach (var rise in report.Rises) Note($"{rise.Day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}: {rise.Member} reached {rise.Tier}");
    }

    public void Step(string text)
    {
        console.WriteLine();
        console.Write(new Text(text, new Style(Color.Green, decoration: Decoration.Bold)));
        console.WriteLine();
    }

    public void Offered(Offer offer) => Note(
        $"preview: total {Say.Money(offer.Total)}" + (offer.PaidByPoints == 0 ? "" : $", points pay {Say.Money(offer.PaidByPoints)}") + $", to pay {Say.Money(offer.Due)}, would earn {Say.Points(offer.Earns)}");

    public void Sold(Receipt receipt, CustomerDetails member, string? risenFrom)
    {
        Paper(_paper.Sale(receipt, Names.Of(member)));
        if (risenFrom is not null) console.Write(new Text($"{Names.Of(member)} is {receipt.Tier} now, {risenFrom} before.{Environment.NewLine}", new Style(Color.Yellow)));
    }

    public void Returned(BillReturned back, string of, Instant time, string? store, string? till, CustomerDetails member) =>
        Paper(_paper.Return(back, of, time, store, till, Names.Of(member)));

    public void Held(PointsHeld hold) => Note($"{Say.Points(hold.Points)} points held, worth {Say.Money(hold.Worth)}, until {Say.Time(hold.LapsesAt, _zone)} (code {hold.Code})");

    public void Captured(PointsRedeemed redemption) => Note($"card accepted: {Say.Points(redemption.Points)} points spent, {Say.Points(redemption.Balance)} left");

    public void Refused(string attempt, Refusal refusal, IReadOnlyList<TraceStep> trace, string handled)
    {
        console.Write(new Text($"{attempt}: refused, {refusal.Code}{Environment.NewLine}", new Style(Color.Red)));
        Note(refusal.Message);
        foreach (var step in trace) Note($"  {(step.Holds ? "holds" : "fails")}  {step.Rule}: saw {step.Seen}, needed {step.Needed}");
        Note(handled);
    }

    public void Statement(CustomerDetails member, Statement statement, TierProgress progress, IReadOnlyList<ProgramPart> beside, BalanceHistory history)
    {
        console.WriteLine();
        StatementSheet.Write(console, member, statement, progress, beside, history, definition.Organisation.Currency, _zone);
    }

    public void Closed(int caughtUp, Proof proof)
    {
        Step("Closing");
        Note(Say.Text($"accounts brought up to date: {caughtUp}"));
        console.Write(new Text(
            Say.Text($"{proof.Entries:N0} entries, {proof.Members:N0} members, {proof.Violations.Count} violations: {(proof.Holds ? "every point is proven" : "NOT PROVEN")}{Environment.NewLine}"),
            new Style(proof.Holds ? Color.Green : Color.Red)));
        foreach (var violation in proof.Violations) Note($"- {violation}");
    }

    private void Paper(IReadOnlyList<string> lines) =>
        console.Write(new Panel(new Text(string.Join('\n', lines))) { Border = BoxBorder.Rounded, Width = ReceiptPaper.Width + 4, UseSafeBorder = true });

    private void Note(string text)
    {
        console.Write(new Text(text));
        console.WriteLine();
    }
}
