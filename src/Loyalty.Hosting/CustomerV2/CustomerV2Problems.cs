namespace Loyalty.Hosting;

/// <summary>Refusals and warnings of customers as V2's documented numbers (customers section 3).</summary>
internal static class CustomerV2Problems
{
    public static Answer Answer(ApiCall call, Refusal refusal) =>
        Number(call, refusal) is { } number ? call.Fail(number, Message(refusal), number is 8009 or 8015 or 8065 ? 404 : null) : Problems.General(call, refusal);

    /// <summary>The number of an item that failed.</summary>
    public static Doc Item(ApiCall call, Refusal refusal) => V2.Error(Number(call, refusal) ?? 400, Number(call, refusal) is null ? Problems.Message(refusal) : Message(refusal));

    public static IReadOnlyList<Doc> Warnings(IReadOnlyList<Warning> warnings) => [.. warnings.Select(warning => V2.Warning(Number(warning), warning is IdentifierIgnored or HolderMerged ? "An identifier is another customer's" : warning.Message))];

    private static int? Number(ApiCall call, Refusal refusal) => refusal switch
    {
        SourceInvalid => 8012,
        AccountMissing => 8045,
        AccountUnknown => 8011,
        CustomerUnknown or CustomerNotFound => 8015,
        CustomerNotInSource => 8065,
        CustomerMerged => 8069,
        CustomerHidden => 1044,
        IdentifierOfCampaignUser => 8008,
        CampaignPrimaryMismatch => 1047,
        CustomerNotEnrolled => 8089,
        ProgramUnknown => 1213,
        CustomerRestricted or CustomerBlocked => 3045,
        NonLoyaltyIdentifierMissing => 1045,
        IdentifierMissing => 1007,
        IdentifierRequired required => Required(call, required.Kind),
        IdentifierInvalid { Kind: IdentifierKind.Mobile } => 8056,
        IdentifierInvalid { Kind: IdentifierKind.Email } => 8055,
        IdentifierInvalid => 8064,
        RegistrationTimeInvalid => 1034,
        IdentifierTaken taken => Taken(call, taken.Kind),
        IdentifiersOfSeveral => 8053,
        ProfileExists => 8066,
        PrimaryMismatch => 1047,
        NoWayBack => 1046,
        IdentifierOwn => 8007,
        IdentifierNeeded => 91005,
        CustomerBatchTooLarge => 1060,
        MergeRequestOpen => 9018,
        // The documented number of groups for the same thing, and that of an update that failed.
        MergeOfGroupPrimary => 1642,
        MergeTooLarge => 10002,
        PlaceUnknown => 91020,
        _ => null,
    };

    private static int Number(Warning warning) => warning switch
    {
        CustomerJoined => 8050,
        MergedIntoHolder => 8051,
        PrimaryKept => 91005,
        IdentifierKept => 91006,
        IdentifierIgnored => 91007,
        SurvivorShown => 91009,
        CustomFieldSkipped => 1017,
        ExtendedFieldSkipped => 91015,
        _ => 400,
    };

    private static int Required(ApiCall call, IdentifierKind kind) => kind switch
    {
        // A customer that becomes a member lacks it; one that registers was not given it.
        IdentifierKind.Email => call.Operation.Method == "PUT" ? 1048 : 1039,
        IdentifierKind.ExternalId => call.Operation.Method == "PUT" ? 1049 : 1043,
        _ => 1006,
    };

    private static int Taken(ApiCall call, IdentifierKind kind)
    {
        if (call.Operation.Path.EndsWith("/changeIdentifier", StringComparison.Ordinal)) return 8008;
        if (kind == call.Definition.Organisation.Customers.Primary) return 1014;
        return kind switch { IdentifierKind.Mobile => 1032, IdentifierKind.Email => 1016, _ => 1033 };
    }

    // Who holds an identifier is not told, nor into whom somebody was merged: the number says which identifier it is.
    private static string Message(Refusal refusal) => refusal switch
    {
        IdentifierTaken taken => $"The {IdentifierNames.Text(taken.Kind)} is another customer's",
        IdentifiersOfSeveral => "The identifiers are of several customers",
        PrimaryMismatch => "The primary identifier does not match the others",
        CustomerMerged => "The customer was merged into another",
        CustomerUnknown or CustomerNotFound => "Customer not found",
        ProfileExists => "The customer has a profile in this source already",
        PlaceUnknown => "The till cannot register customers",
        _ => refusal.Message,
    };
}
