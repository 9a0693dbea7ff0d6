using NodaTime;

namespace Loyalty;

/// <summary>The compact form of a bill as it was asked for, and of what held it back.</summary>
internal static class RejectedBillCodec
{
    /// <summary>The bill as it will be read again: apart from the caller's own lists, times at the file's precision.</summary>
    public static AddBill Kept(AddBill bill)
    {
        var writer = new RecordWriter();
        Write(bill, writer);
        var reader = new RecordReader(writer.Written);
        return ReadBill(ref reader);
    }

    public static void Write(AddBill bill, RecordWriter writer)
    {
        writer.Text(bill.Number);
        writer.Count(bill.Customer.Value);
        writer.Decimal(bill.Amount);
        writer.Byte((byte)((bill.Time is null ? 0 : 1) | (bill.Group is null ? 0 : 2) | (bill.AppliedPromotions is null ? 0 : 4) | (bill.Fields is null ? 0 : 8) | (bill.Gathers ? 0 : 16)));
        if (bill.Time is { } time) writer.Signed(Ticks.Floor(time).ToUnixTimeTicks());
        if (bill.Group is { } group) writer.Count(group.Value);
        if (bill.AppliedPromotions is { } applied)
        {
            writer.Count(applied.Count);
            foreach (var promotion in applied) writer.Text(promotion);
        }
        if (bill.Fields is { } fields)
        {
            writer.Count(fields.Count);
            foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            {
                writer.Text(name);
                writer.Text(value);
            }
        }
        writer.Text(bill.Currency);
        writer.Decimal(bill.NotEarning);
        writer.Text(bill.Evaluation);
        writer.Count(bill.Redemptions.Count);
        foreach (var redemption in bill.Redemptions) writer.Count(redemption.Value);
        writer.Count(bill.CouponRedemptions.Count);
        foreach (var redemption in bill.CouponRedemptions) writer.Count(redemption.Value);
        BillCodec.WriteLines(bill.Lines, writer);
        BillMoreCodec.Write(new BillMore { Type = bill.Type, Particulars = bill.Particulars }, writer);
    }

    public static AddBill ReadBill(ref RecordReader reader)
    {
        var number = reader.Text() ?? throw RecordReader.Damaged();
        var customer = new CustomerId(reader.Count());
        var amount = reader.Decimal();
        var flags = reader.Byte();
        Instant? time = (flags & 1) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null;
        GroupId? group = (flags & 2) != 0 ? new(reader.Count()) : null;
        var applied = (flags & 4) != 0 ? new string[reader.Length()] : null;
        for (var i = 0; i < applied?.Length; i++) applied[i] = reader.Text() ?? throw RecordReader.Damaged();
        Dictionary<string, string>? fields = null;
        if ((flags & 8) != 0)
        {
            var count = reader.Length();
            fields = new(count, StringComparer.Ordinal);
            for (var i = 0; i < count; i++) fields.Add(reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? "");
        }
        var currency = reader.Text();
        var notEarning = reader.Decimal();
        var evaluation = reader.Text();
        var redemptions = new RedemptionId[reader.Length()];
        for (var i = 0; i < redemptions.Length; i++) redemptions[i] = new(reader.Count());
        var coupons = new CouponUseId[reader.Length()];
        for (var i = 0; i < coupons.Length; i++) coupons[i] = new(reader.Count());
        var lines = BillCodec.ReadLines(ref reader);
        var more = BillMoreCodec.Read(ref reader);
        return new AddBill(number, customer, amount)
        {
            Time = time,
            Group = group,
            AppliedPromotions = applied,
            Fields = fields,
            Gathers = (flags & 16) == 0,
            Currency = currency,
            NotEarning = notEarning,
            Evaluation = evaluation,
            Redemptions = redemptions,
            CouponRedemptions = coupons,
            Lines = lines,
            Type = more.Type,
            Particulars = more.Particulars,
        };
    }

    public static void Write(IReadOnlyList<RejectionReason> reasons, RecordWriter writer)
    {
        writer.Count(reasons.Count);
        foreach (var reason in reasons)
        {
            writer.Byte((byte)reason.Cause);
            writer.Text(reason.Value);
            writer.Bool(reason.IsFinal);
        }
    }

    public static RejectionReason[] ReadReasons(ref RecordReader reader)
    {
        var reasons = new RejectionReason[reader.Length()];
        for (var i = 0; i < reasons.Length; i++) reasons[i] = new((RejectionCause)reader.Byte(), reader.Text() ?? throw RecordReader.Damaged(), reader.Bool());
        return reasons;
    }
}
