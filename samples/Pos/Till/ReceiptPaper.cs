using Loyalty;
using NodaTime;
using Spectre.Console;

namespace Pos.Till;

/// <summary>Lays receipts out on paper of 42 columns. The engine gives a receipt as data; how it looks is the program's own affair.</summary>
internal sealed class ReceiptPaper(OrganisationDefinition organisation)
{
    public const int Width = 42;

    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[organisation.Zone];

    public IReadOnlyList<string> Sale(Receipt receipt, string member)
    {
        var lines = Head("Bill", receipt.Number, receipt.Time, receipt.Store, receipt.Till);
        foreach (var line in receipt.Lines)
        {
            var name = Shelf.NameOf(line.Sku);
            if (line.Quantity == 1)
            {
                lines.Add(Pair(name, Say.Money(line.Amount)));
            }
            else
            {
                lines.Add(Fit(name, Width));
                lines.Add(Pair(line.Quantity == 0 ? "" : $"  {Say.Points(line.Quantity)} x {Say.Money(line.Amount / line.Quantity)}", Say.Money(line.Amount)));
            }
        }

        lines.Add(Thin);
        lines.Add(Pair($"Total {receipt.Currency}", Say.Money(receipt.Total)));
        if (receipt.PointsSpent != 0)
        {
            lines.Add(Pair($"{Say.Points(receipt.PointsSpent)} points", $"-{Say.Money(receipt.PaidByPoints)}"));
            lines.Add(Pair($"To pay {receipt.Currency}", Say.Money(receipt.Due)));
        }

        lines.Add(Thin);
        lines.Add(Pair(member, receipt.Tier ?? ""));
        if (receipt.PointsGiven != 0) lines.Add(Pair("Points given", Say.Change(receipt.PointsGiven)));
        lines.Add(Pair("Points earned", Say.Change(receipt.PointsEarned)));
        if (receipt.PointsPromised != 0) lines.Add(Pair("  of these usable later", Say.Points(receipt.PointsPromised)));
        if (receipt.PointsSpent != 0) lines.Add(Pair("Points spent", Say.Change(-receipt.PointsSpent)));
        lines.Add(Pair("Your points now", Say.Points(receipt.Balance)));
        return lines;
    }

    public IReadOnlyList<string> Return(BillReturned back, string of, Instant time, string? store, string? till, string member)
    {
        var lines = Head("Return", back.Number, time, store, till);
        lines.Add(Pair("of bill", of));
        lines.Add(Pair($"Money back {organisation.Currency}", Say.Money(back.Amount)));
        lines.Add(Thin);
        lines.Add(Fit(member, Width));
        if (back.TakenBack != 0) lines.Add(Pair("Points taken back", Say.Change(-back.TakenBack)));
        if (back.GivenBack != 0) lines.Add(Pair("Points given back", Say.Change(back.GivenBack)));
        lines.Add(Pair("Your points now", Say.Points(back.Balance)));
        return lines;
    }

    private List<string> Head(string what, string number, Instant time, string? store, string? till)
    {
        var place = string.Join(" / ", new[] { store, till }.Where(each => each is not null));
        List<string> lines = [Centre(organisation.Name)];
        if (place.Length > 0) lines.Add(Centre(place));
        lines.Add(Pair(Say.Time(time, _zone), $"{what} {number}"));
        lines.Add(Thin);
        return lines;
    }

    private static string Thin { get; } = new('-', Width);

    private static string Centre(string text)
    {
        var fit = Fit(text, Width);
        return new string(' ', (Width - fit.GetCellWidth()) / 2) + fit;
    }

    /// <summary>One text at each edge; where they do not fit, the left one gives way.</summary>
    private static string Pair(string left, string right)
    {
        right = Fit(right, Width);
        left = Fit(left, Math.Max(0, Width - right.GetCellWidth() - 1));
        return left + new string(' ', Width - left.GetCellWidth() - right.GetCellWidth()) + right;
    }

    /// <summary>Cuts a text to so many columns of the screen: some letters take two, some none.</summary>
    private static string Fit(string text, int width)
    {
        while (text.GetCellWidth() > width) text = text[..^(text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1)];
        return text;
    }
}
