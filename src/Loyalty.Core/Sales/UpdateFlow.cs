namespace Loyalty;

/// <summary>How a bill's update walks (transactions R42, R43). It earns nothing, and returns nothing.</summary>
internal static class UpdateFlow
{
    public static Outcome<BillUpdated> Update(CommandContext context, UpdateBill command)
    {
        var trace = context.Trace;
        if (trace.Fails("update.named", "transactions R42", command.Bill is not null || command.Number is not null, command.Number ?? "none", "an id or a number")) return new UpdateTargetMissing();
        if (PlaceDecisions.Resolve(context) is { } placeless) return placeless;
        var bill = Find(context, command);
        if (trace.Fails("update.bill", "transactions R42", bill is not null, command.Bill?.Value, "a bill, of the customer where one is named") || bill is null)
            return new UpdateBillUnknown(command.Bill is { } id ? id.ToString() : Text.Shown(command.Number!));
        if (Shape(command, bill, trace) is { } unfit) return unfit;
        var print = FingerprintOf(command, bill.Id);
        var customer = CustomerAlias.Standing(context.Work, bill.Customer);
        var (first, conflict) = context.RepeatedKey(customer, null, print);
        if (conflict is not null) return conflict;
        var program = context.Program(bill.Time);
        if (first is not null)
        {
            Warn(context, command, program);
            return context.Accept(new BillUpdated(new(bill.Id), first.Position), replayed: true);
        }
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var place = bill.Place;
        if (command.Till is { } till)
        {
            if (PlaceDecisions.Resolve(context, null, till) is { } tillUnknown) return tillUnknown;
            place = context.Place;
        }
        var now = bill.More?.Particulars?.Delivery ?? DeliveryStatus.Delivered;
        if (command.Delivery is { } status && trace.Fails("update.delivery", "transactions R43", status >= now, status, now)) return new DeliveryBackward(status, now);
        var hand = bill.IsAnonymous ? KeptFlow.Organisation(context, context.Recorded) : context.Take(Accounts.Find(context.Work, new Owner(customer))!, context.Recorded);
        hand.Begin(EntryKind.BillUpdate, new EntryFacts { OfBill = bill.Id }, context.Program(effective).Version);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(customer, null, print, hand.OwnEntry.Position);
        context.Work.Put(Bill.All, bill.Id, Updated(bill, command, program) with { Place = place });
        Warn(context, command, program);
        return context.Accept(new BillUpdated(new(bill.Id), hand.OwnEntry.Position));
    }

    private static Bill? Find(CommandContext context, UpdateBill command)
    {
        Bill? found;
        if (command.Bill is { } id) found = id.Value > 0 && context.Work.Find(Bill.All, id.Value) is { } byId && byId.Organisation == context.Organisation ? byId : null;
        else found = BillChecks.Number(command.Number) is not null ? null
            : BillNumbers.Find(context, command.Number!).Where(bill => command.Customer is not { } wanted || CustomerAlias.Standing(context.Work, bill.Customer) == wanted.Value).OrderBy(bill => bill.Time).LastOrDefault();
        return found is null || (command.Customer is { } customer && CustomerAlias.Standing(context.Work, found.Customer) != customer.Value) ? null : found;
    }

    private static Refusal? Shape(UpdateBill command, Bill bill, Explanation trace)
    {
        if (trace.Checked("update.fields", "transactions R42",
            Text.Check("Notes", command.Notes, 250) ?? Text.Check("Fields", command.Fields) ?? Text.Check("Extended", command.Extended) ?? BillChecks.Missing("Lines", command.Lines, "a list, which may be empty"),
            "texts", "texts up to 250 characters") is { } unfit) return unfit;
        if (command.Delivery is { } status && !Enum.IsDefined(status)) return new InvalidValue("Delivery", status.ToString("D"), "a delivery status");
        var named = new HashSet<int>();
        foreach (var line in command.Lines)
        {
            var isKnown = line is not null && line.Line >= 1 && line.Line <= bill.Lines.Count && named.Add(line.Line);
            if (trace.Fails("update.line", "transactions R42", isKnown, line?.Line, bill.Lines.Count) || line is null) return new UpdateLineUnknown(line?.Line ?? 0, bill.Lines.Count);
            if ((Text.Check("Lines.Fields", line.Fields) ?? Text.Check("Lines.Extended", line.Extended)) is { } fields) return fields;
        }
        return null;
    }

    private static Bill Updated(Bill bill, UpdateBill command, ProgramSnapshot program)
    {
        var updated = bill with { Fields = Merged(bill.Fields, command.Fields) };
        if (command.Extended is not null || command.Notes is not null || command.Delivery is not null)
        {
            var particulars = bill.More?.Particulars ?? new();
            particulars = particulars with
            {
                Extended = Merged(particulars.Extended, Fitting(command.Extended, BillFieldOf.Bill, program)),
                Notes = command.Notes is null ? particulars.Notes : command.Notes.Length == 0 ? null : command.Notes,
                Delivery = command.Delivery ?? particulars.Delivery,
            };
            updated = updated with { More = (bill.More ?? BillMore.None) with { Particulars = particulars } };
        }
        if (command.Lines.Count == 0) return updated;
        BillLine[] lines = [.. bill.Lines];
        foreach (var change in command.Lines)
        {
            var line = lines[change.Line - 1];
            var details = change.Extended is null ? line.Details : (line.Details ?? new()) with { Extended = Merged(line.Details?.Extended, Fitting(change.Extended, BillFieldOf.Line, program)) };
            lines[change.Line - 1] = line with { Fields = Merged(line.Fields, change.Fields), Details = details };
        }
        return updated with { Lines = lines };
    }

    /// <summary>Fields that clear one are kept, they need not fit.</summary>
    private static Dictionary<string, string>? Fitting(IReadOnlyDictionary<string, string>? given, BillFieldOf of, ProgramSnapshot program) =>
        given?.Where(field => field.Value.Length == 0 || BillFields.Fits(field.Key, field.Value, of, program)).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, string>? Merged(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? given)
    {
        if (given is null || given.Count == 0) return before;
        var merged = before is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(before, StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            if (value.Length == 0) merged.Remove(name);
            else merged[name] = value;
        }
        return merged.Count == 0 ? null : merged;
    }

    private static void Warn(CommandContext context, UpdateBill command, ProgramSnapshot program)
    {
        Dropped(command.Extended, BillFieldOf.Bill, 0);
        foreach (var line in command.Lines) Dropped(line.Extended, BillFieldOf.Line, line.Line);

        void Dropped(IReadOnlyDictionary<string, string>? given, BillFieldOf of, int line)
        {
            foreach (var (name, value) in (given ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(field => field.Key, StringComparer.Ordinal))
                if (value.Length > 0 && !BillFields.Fits(name, value, of, program)) context.Warn(new ExtendedFieldDropped(name, line));
        }
    }

    private static ulong FingerprintOf(UpdateBill command, long bill)
    {
        var print = new Fingerprint("update").With("bill", bill).With("fields", command.Fields).With("extended", command.Extended).With("notes", command.Notes).With("delivery", (long?)command.Delivery).With("till", command.Till);
        foreach (var line in command.Lines) print.With("line", line.Line).With("line_fields", line.Fields).With("line_extended", line.Extended);
        return print.Value();
    }
}
