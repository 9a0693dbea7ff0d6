namespace Loyalty.Hosting;

/// <summary>Refusals of customers as V2's documented numbers (customers section 3).</summary>
internal static class CustomerV2Problems
{
    public static Answer Answer(ApiCall call, Refusal refusal) => refusal switch
    {
        CustomerUnknown or CustomerNotFound => call.Fail(8015, "Customer not found", 404),
        CustomerMerged => call.Fail(8069, "The customer was merged into another", 400),
        IdentifierInvalid { Kind: IdentifierKind.Mobile } => call.Fail(8056, refusal.Message),
        IdentifierInvalid { Kind: IdentifierKind.Email } => call.Fail(8055, refusal.Message),
        IdentifierInvalid => call.Fail(8064, refusal.Message),
        IdentifierMissing => call.Fail(1007, refusal.Message),
        // The holder is not told: the number says which identifier it is.
        IdentifierTaken { Kind: IdentifierKind.Mobile } => call.Fail(1032, "The mobile number is another customer's"),
        IdentifierTaken { Kind: IdentifierKind.Email } => call.Fail(1016, "The e-mail address is another customer's"),
        IdentifierTaken => call.Fail(1033, "The external id is another customer's"),
        PlaceUnknown => call.Fail(91020, "The till cannot register customers"),
        _ => Problems.General(call, refusal),
    };
}
