using Loyalty;

namespace Pos.Till;

/// <summary>A priced cart on paper: line by line what each promotion gives, why others do not, and what is missing for them.</summary>
internal static class CartPaper
{
    public static void Write(TextWriter output, Offer offer, LoyaltyDefinition definition, bool explain)
    {
        var names = (definition.Program.CartPromotions?.Promotions ?? []).ToDictionary(promotion => promotion.Id, promotion => promotion.Name ?? promotion.Id, StringComparer.Ordinal);
        for (var i = 0; i < offer.Lines.Count; i++)
        {
            var (line, asked) = (offer.Lines[i], offer.Request.Cart.Lines[i]);
            output.WriteLine(Say.Text($"{Say.Number(line.Quantity),6} x {Named(asked),-22}{Say.Money(asked.Amount),12}"));
            foreach (var share in line.Promotions) output.WriteLine(Say.Text($"         {Name(share.Promotion),-22}{"-" + Say.Money(share.Discount),12}"));
        }

        output.WriteLine(Say.Text($"{"Total",-31}{Say.Money(offer.Total),12} {definition.Organisation.Currency}"));
        foreach (var tender in offer.Tenders) output.WriteLine(Say.Text($"{"  " + (tender.Mode + " " + tender.Identifier).TrimEnd(),-31}{Say.Money(tender.Paid),12}"));
        if (offer.Proof is { } proof)
            output.WriteLine(proof.Optimal ? $"No choice of promotions gives more than {Say.Money(proof.Discount)}." : $"The best found gives {Say.Money(proof.Discount)}; none gives more than {Say.Money(proof.Bound)}.");
        if (!explain) return;
        foreach (var verdict in offer.Promotions)
        {
            output.WriteLine(verdict.Applied
                ? $"+ {Name(verdict.Promotion)}: {Say.Money(verdict.Discount)} off {verdict.Seen}{(verdict.Times > 1 ? $", {verdict.Times} times" : "")}{(verdict.Needed.Length > 0 ? $", cut from {verdict.Needed}" : "")}"
                : $"- {Name(verdict.Promotion)}: {verdict.Code}, saw {verdict.Seen}, needs {verdict.Needed}");
        }

        foreach (var hint in offer.Hints)
            output.WriteLine($"> {Say.Number(hint.Quantity)} more of {hint.Sku} for {Name(hint.Promotion)}: {Say.Money(hint.Benefit)} more off, {(hint.NetCost < 0 ? $"{Say.Money(-hint.NetCost)} less" : $"{Say.Money(hint.NetCost)} more")} to pay");

        string Name(string id) => names.GetValueOrDefault(id, id);
    }

    public static object Facts(Offer offer) => new
    {
        offer.Total,
        Lines = offer.Lines.Select(line => new { line.Sku, line.Quantity, line.Net, Promotions = line.Promotions.Select(share => new { share.Promotion, share.Discount }) }),
        Promotions = offer.Promotions.Select(verdict => new { verdict.Promotion, verdict.Applied, verdict.Discount, verdict.Code, verdict.Seen, verdict.Needed }),
        Tenders = offer.Tenders.Select(tender => new { tender.Mode, tender.Identifier, tender.Paid }),
        Hints = offer.Hints.Select(hint => new { hint.Promotion, hint.Sku, hint.Quantity, hint.NetCost, hint.Benefit }),
        offer.Proof,
    };

    private static string Named(BillLine line) => line.Fields?.GetValueOrDefault("name") ?? line.Sku;
}
