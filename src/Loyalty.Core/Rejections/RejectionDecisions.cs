namespace Loyalty;

/// <summary>What becomes of a bill that something holds back.</summary>
internal enum BillQueueing
{
    /// <summary>It goes into the queue.</summary>
    Queue,

    /// <summary>It is in the queue: only the reasons are told.</summary>
    Tell,

    /// <summary>Nothing holds it back: a shop's past is taken as it is.</summary>
    Never,
}

/// <summary>What holds a bill back by the organisation's settings (transactions R46).</summary>
internal static class RejectionDecisions
{
    private static readonly IReadOnlyList<RejectionReason> None = [];

    /// <param name="context">The call.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="arrival">When and where it was billed.</param>
    /// <param name="ofCustomer">What was found wrong with the customer that came with it.</param>
    public static IReadOnlyList<RejectionReason> Reasons(CommandContext context, AddBill bill, in BillArrival arrival, IReadOnlyList<RejectionReason>? ofCustomer)
    {
        var trace = context.Trace;
        var book = arrival.Program.Bills;
        var rules = book.Rules.Queue;
        if (rules is { Tenders: false, Stores: false, BillFields: false, Items: false, CustomerFields: false }) return None;
        List<RejectionReason>? reasons = ofCustomer is { Count: > 0 } ? [.. ofCustomer] : null;
        if (rules.Items)
        {
            foreach (var line in bill.Lines)
                if (ItemFlow.Unknown(context, line) is { } sku) Add(RejectionCause.Item, sku, isFinal: false);
        }
        if (rules.CustomerFields && bill.Customer != default)
        {
            foreach (var field in arrival.Program.Organisation.Customers.ExtendedFields)
                if (field.Mandatory && !HasField(context, bill.Customer, field.Name)) Add(RejectionCause.CustomerFieldMissing, field.Name, !IsEnumeration(field));
        }
        if (rules.Stores && arrival.Placeless is PlaceUnknown place) Add(RejectionCause.Store, place.Till ?? place.Store ?? "", isFinal: false);
        if (rules.Tenders && bill.Particulars is { } particulars)
        {
            foreach (var tender in particulars.Tenders)
                if (book.Tender(tender.Mode) is null) Add(RejectionCause.Tender, tender.Mode, isFinal: false);
        }
        if (rules.BillFields)
        {
            var given = bill.Particulars?.Extended;
            foreach (var field in book.Rules.ExtendedFields)
            {
                if (field.Of != BillFieldOf.Bill) continue;
                var isFinal = field.Kind != BillFieldKind.Enumeration;
                if (given?.TryGetValue(field.Name, out var value) is true)
                {
                    if (!BillFields.Fits(field.Name, value!, BillFieldOf.Bill, arrival.Program)) Add(RejectionCause.BillFieldInvalid, field.Name, isFinal);
                }
                else if (field.Mandatory)
                {
                    Add(RejectionCause.BillFieldMissing, field.Name, isFinal);
                }
            }
        }
        trace.Note("bill.held_back", "transactions R46", reasons is null, reasons?.Count ?? 0, "nothing that holds it back");
        return reasons ?? None;

        void Add(RejectionCause cause, string value, bool isFinal)
        {
            var reason = new RejectionReason(cause, Text.Shown(value), isFinal);
            if (reasons?.Contains(reason) is not true) (reasons ??= []).Add(reason);
        }
    }

    /// <summary>Values given for extended fields of a customer that do not fit (transactions R46).</summary>
    public static IReadOnlyList<RejectionReason> OfCustomer(OrganisationDefinition organisation, IReadOnlyDictionary<string, string>? given)
    {
        if (given is null || !organisation.Bills.Queue.CustomerFields) return None;
        return [.. organisation.Customers.ExtendedFields
            .Where(field => given.FirstOrDefault(each => each.Key.Equals(field.Name, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } value && ExtendedValues.Read(field, value, organisation).Canonical is null)
            .Select(field => new RejectionReason(RejectionCause.CustomerFieldInvalid, field.Name, !IsEnumeration(field)))];
    }

    /// <summary>Whether a customer has a value for an extended field.</summary>
    public static bool HasField(CommandContext context, CustomerId customer, string name) =>
        context.Work.Find(CustomerRecord.All, CustomerAlias.Standing(context.Work, customer.Value))?.Profiles.Any(profile => profile.ExtendedFields.Any(field => field.Name == name)) == true;

    private static bool IsEnumeration(ExtendedFieldDefinition field) => field.Type is ExtendedFieldType.CustomEnum or ExtendedFieldType.StandardEnum;

    /// <summary>A bill with a reason that nothing mends has failed for ever; any other waits.</summary>
    public static RejectionState StateOf(IReadOnlyList<RejectionReason> reasons) => reasons.Any(reason => reason.IsFinal) ? RejectionState.PermanentFailed : RejectionState.Open;
}
