namespace Loyalty.Hosting;

/// <summary>Refusals of the engine as the ledger's documented numbers.</summary>
internal static class PointsLedgerProblems
{
    public static Answer Answer(ApiCall call, Refusal refusal) => refusal switch
    {
        CustomerUnknown or CustomerNotFound => call.Fail(8015, "No such customer", 404),
        CustomerMerged => call.Fail(8069, "The customer was merged into another", 400),
        IdentifierInvalid or IdentifierMissing => call.Fail(11012, refusal.Message),
        _ => Problems.General(call, refusal),
    };
}
