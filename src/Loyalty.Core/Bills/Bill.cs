using NodaTime;

namespace Loyalty;

/// <summary>What has come back of a bill so far (transactions R31).</summary>
internal enum ReturnState : byte
{
    Nothing = 0,
    SomeLines = 1,
    SomeAmount = 2,
    Everything = 3,
}

/// <summary>A stored bill or return. The purchase's side of it never changes; what has come back of it does.</summary>
internal sealed record Bill
{
    public static readonly Collection<Bill> All = new("bills", KeyKind.Number, BillCodec.Read, BillCodec.Write, kept: KeptInMemory.Bytes);

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Customer { get; init; }

    /// <summary>The number as given, trimmed.</summary>
    public required string Number { get; init; }

    public long Place { get; init; }

    public required Instant Time { get; init; }

    public required decimal Amount { get; init; }

    public required IReadOnlyList<BillLine> Lines { get; init; }

    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Position of its entry, where its awards stand; known only once the entry is appended.</summary>
    public long Position { get; set; }

    public required ulong Fingerprint { get; init; }

    /// <summary>Redemptions tied to it.</summary>
    public IReadOnlyList<long> Redemptions { get; init; } = [];

    /// <summary>What cart promotions gave on it, in the order in which they were applied; its lines hold what was left.</summary>
    public IReadOnlyList<BillPromotion> Promotions { get; init; } = [];

    /// <summary>What units are worth when they come back, where promotions spread what they gave; empty: each line as it stands.</summary>
    public IReadOnlyList<BillWorth> Worths { get; init; } = [];

    /// <summary>What payment vouchers paid of it, in the order in which they paid.</summary>
    public IReadOnlyList<BillVoucher> Vouchers { get; init; } = [];

    // What only a return or a returned purchase has; all others share the one without anything.
    private Back _back = Back.Nothing;

    /// <summary>The bill that this return returns, 0 for a purchase.</summary>
    public long OfBill { get => _back.OfBill; init => _back = value == OfBill ? _back : _back with { OfBill = value }; }

    /// <summary>Of a return: what it took back, gave back and fell short, in units.</summary>
    public ReturnEffect Effect { get => _back.Effect; init => _back = value == Effect ? _back : _back with { Effect = value }; }

    public ReturnState Returned { get => _back.State; init => _back = value == Returned ? _back : _back with { State = value }; }

    public decimal ReturnedAmount { get => _back.Amount; init => _back = value == ReturnedAmount ? _back : _back with { Amount = value }; }

    /// <summary>What lifetime purchases have fallen by.</summary>
    public decimal ReturnedPurchases { get => _back.Purchases; init => _back = value == ReturnedPurchases ? _back : _back with { Purchases = value }; }

    /// <summary>
    /// What of the money that came back was kept, as promotions no longer hold for what remains: of a purchase so far, of a return its own part, which
    /// is below 0 where some of it comes back too.
    /// </summary>
    public decimal TakenBack { get => _back.TakenBack; init => _back = value == TakenBack ? _back : _back with { TakenBack = value }; }

    /// <summary>What is still to be taken back, as what came back so far was less.</summary>
    public decimal Owed { get => _back.Owed; init => _back = value == Owed ? _back : _back with { Owed = value }; }

    /// <summary>What it holds beside the usual, or null.</summary>
    public BillMore? More { get; init; }

    /// <summary>What has come back of each line; empty while no line has.</summary>
    public IReadOnlyList<LineReturned> ReturnedLines { get => _back.Lines; init => _back = value.Count == 0 && _back.Lines.Count == 0 ? _back : _back with { Lines = value }; }

    public bool IsReturn => OfBill != 0 || More?.UnknownOriginal is not null;

    /// <summary>Whether nothing of it reaches loyalty.</summary>
    public bool IsOutlier => More is { Outlier: not BillOutlier.Normal };

    /// <summary>Whether it is nobody's.</summary>
    public bool IsAnonymous => More is { Type: BillType.NotInterested };

    /// <summary>Whose account or record its entry stands under.</summary>
    public Owner OwnerOfEntry() => IsAnonymous ? Owner.Of(Organisation, asOrganisation: true) : new(Customer);

    public LineReturned ReturnedOf(int index) => ReturnedLines.Count == 0 ? default : ReturnedLines[index];

    /// <summary>The form in which numbers are compared (transactions R2).</summary>
    public static string Normal(string number) => number.Trim().ToUpperInvariant();

    private sealed record Back(long OfBill, ReturnEffect Effect, ReturnState State, decimal Amount, decimal Purchases, IReadOnlyList<LineReturned> Lines)
    {
        public decimal TakenBack { get; init; }

        public decimal Owed { get; init; }

        public static readonly Back Nothing = new(0, default, ReturnState.Nothing, 0, 0, []);
    }
}

/// <summary>What has come back of a line. A line of quantity 0 comes back whole.</summary>
internal readonly record struct LineReturned(decimal Quantity, decimal Amount, bool IsWhole);

/// <summary>What a return did to points, in units.</summary>
internal readonly record struct ReturnEffect(long TakenBack, long GivenBack, long Shortfall);

/// <summary>The compact form of bills.</summary>
internal static class BillCodec
{
    public static void Write(Bill bill, RecordWriter writer)
    {
        writer.Count(bill.Id);
        writer.Count(bill.Organisation);
        writer.Count(bill.Customer);
        writer.Text(bill.Number);
        writer.Count(bill.Place);
        writer.Signed(bill.Time.ToUnixTimeTicks());
        writer.Decimal(bill.Amount);
        writer.Count(bill.Position);
        writer.Fixed64(bill.Fingerprint);
        WriteLines(bill.Lines, writer);
        var rest = (bill.Fields is { Count: > 0 } ? 1 : 0) | (bill.Redemptions.Count > 0 ? 2 : 0) | (bill.OfBill != 0 || bill.Effect != default ? 4 : 0) | (bill.Returned != ReturnState.Nothing ? 8 : 0) | (bill.Promotions.Count > 0 ? 16 : 0) | (bill.More is null ? 0 : 32) | (bill.Worths.Count > 0 ? 64 : 0) | (bill.Vouchers.Count > 0 ? 128 : 0);
        writer.Byte((byte)rest);
        if ((rest & 1) != 0) Fields(writer, bill.Fields!);
        if ((rest & 2) != 0)
        {
            writer.Count(bill.Redemptions.Count);
            foreach (var redemption in bill.Redemptions) writer.Count(redemption);
        }
        if ((rest & 16) != 0) BillPromotionCodec.Write(bill.Promotions, writer);
        if ((rest & 32) != 0) BillMoreCodec.Write(bill.More!, writer);
        if ((rest & 64) != 0) BillPromotionCodec.Write(bill.Worths, writer);
        if ((rest & 128) != 0) BillPromotionCodec.Write(bill.Vouchers, writer);
        if ((rest & 4) != 0)
        {
            writer.Count(bill.OfBill);
            writer.Count(bill.Effect.TakenBack);
            writer.Count(bill.Effect.GivenBack);
            writer.Count(bill.Effect.Shortfall);
            Kept(bill, writer);
        }
        if ((rest & 8) != 0)
        {
            writer.Byte((byte)bill.Returned);
            writer.Decimal(bill.ReturnedAmount);
            writer.Decimal(bill.ReturnedPurchases);
            Kept(bill, writer);
            writer.Count(bill.ReturnedLines.Count);
            foreach (var line in bill.ReturnedLines)
            {
                writer.Decimal(line.Quantity);
                writer.Decimal(line.Amount);
                writer.Bool(line.IsWhole);
            }
        }
    }

    public static Bill Read(ref RecordReader reader)
    {
        var id = reader.Count();
        var organisation = reader.Count();
        var customer = reader.Count();
        var number = reader.Text() ?? throw RecordReader.Damaged();
        var place = reader.Count();
        var time = Instant.FromUnixTimeTicks(reader.Signed());
        var amount = reader.Decimal();
        var position = reader.Count();
        var fingerprint = reader.Fixed64();
        var lines = ReadLines(ref reader);
        var rest = reader.Byte();
        var fields = (rest & 1) != 0 ? Fields(ref reader) : null;
        var redemptions = new long[(rest & 2) != 0 ? reader.Length() : 0];
        for (var i = 0; i < redemptions.Length; i++) redemptions[i] = reader.Count();
        var promotions = (rest & 16) != 0 ? BillPromotionCodec.Read(ref reader) : [];
        var more = (rest & 32) != 0 ? BillMoreCodec.Read(ref reader) : null;
        var worths = (rest & 64) != 0 ? BillPromotionCodec.ReadWorths(ref reader) : [];
        var vouchers = (rest & 128) != 0 ? BillPromotionCodec.ReadVouchers(ref reader) : [];
        var ofBill = 0L;
        var effect = default(ReturnEffect);
        var (takenBack, owed) = (0m, 0m);
        if ((rest & 4) != 0)
        {
            ofBill = reader.Count();
            effect = new(reader.Count(), reader.Count(), reader.Count());
            (takenBack, owed) = (reader.Decimal(), reader.Decimal());
        }
        var bill = new Bill
        {
            Id = id,
            Organisation = organisation,
            Customer = customer,
            Number = number,
            Place = place,
            Time = time,
            Amount = amount,
            Position = position,
            Fingerprint = fingerprint,
            Lines = lines,
            Fields = fields,
            Redemptions = redemptions,
            Promotions = promotions,
            More = more,
            Worths = worths,
            Vouchers = vouchers,
            OfBill = ofBill,
            Effect = effect,
            TakenBack = takenBack,
            Owed = owed,
        };
        if ((rest & 8) == 0) return bill;
        var state = (ReturnState)reader.Byte();
        var returnedAmount = reader.Decimal();
        var returnedPurchases = reader.Decimal();
        (takenBack, owed) = (reader.Decimal(), reader.Decimal());
        var returned = new LineReturned[reader.Length()];
        for (var i = 0; i < returned.Length; i++) returned[i] = new(reader.Decimal(), reader.Decimal(), reader.Bool());
        return bill with { Returned = state, ReturnedAmount = returnedAmount, ReturnedPurchases = returnedPurchases, ReturnedLines = returned, TakenBack = takenBack, Owed = owed };
    }

    private static void Kept(Bill bill, RecordWriter writer)
    {
        writer.Decimal(bill.TakenBack);
        writer.Decimal(bill.Owed);
    }

    public static void WriteLines(IReadOnlyList<BillLine> lines, RecordWriter writer)
    {
        writer.Count(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var flags = (line.Discount != 0 ? 1 : 0) | (line.Fields is { Count: > 0 } ? 2 : 0) | (line.Quantity == 1m && IsInteger(line.Quantity) ? 4 : 0) | (line.Details is null ? 0 : 8);
            writer.Byte((byte)flags);
            writer.Text(line.Sku);
            if ((flags & 4) == 0) writer.Decimal(line.Quantity);
            writer.Decimal(line.Amount);
            if ((flags & 1) != 0) writer.Decimal(line.Discount);
            if ((flags & 2) != 0) Fields(writer, line.Fields!);
            if ((flags & 8) != 0) BillMoreCodec.Write(line.Details!, writer);
        }
    }

    public static BillLine[] ReadLines(ref RecordReader reader)
    {
        var lines = new BillLine[reader.Length()];
        for (var i = 0; i < lines.Length; i++)
        {
            var flags = reader.Byte();
            var sku = reader.Text() ?? throw RecordReader.Damaged();
            var quantity = (flags & 4) != 0 ? 1m : reader.Decimal();
            var net = reader.Decimal();
            lines[i] = new BillLine(sku, quantity, net)
            {
                Discount = (flags & 1) != 0 ? reader.Decimal() : 0,
                Fields = (flags & 2) != 0 ? Fields(ref reader) : null,
                Details = (flags & 8) != 0 ? BillMoreCodec.ReadDetails(ref reader) : null,
            };
        }
        return lines;
    }

    private static bool IsInteger(decimal value) => decimal.GetBits(value)[3] == 0;

    private static void Fields(RecordWriter writer, IReadOnlyDictionary<string, string> fields)
    {
        writer.Count(fields.Count);
        foreach (var field in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            writer.Text(field.Key);
            writer.Text(field.Value);
        }
    }

    private static Dictionary<string, string> Fields(ref RecordReader reader)
    {
        var count = reader.Length();
        var fields = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++) fields.Add(reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? "");
        return fields;
    }
}
