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

    public static IReadOnlyList<RejectionReason> Reasons(AddBill bill, in BillArrival arrival, Explanation trace)
    {
        var book = arrival.Program.Bills;
        var rules = book.Rules.Queue;
        if (rules is { Tenders: false, Stores: false, BillFields: false }) return None;
        List<RejectionReason>? reasons = null;
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

    /// <summary>A bill with a reason that nothing mends has failed for ever; any other waits.</summary>
    public static RejectionState StateOf(IReadOnlyList<RejectionReason> reasons) => reasons.Any(reason => reason.IsFinal) ? RejectionState.PermanentFailed : RejectionState.Open;
}
