namespace Loyalty.Hosting;

/// <summary>Finds the customer that a call addresses, by the documented names of identifiers.</summary>
internal static class Members
{
    /// <summary>The identifier types of V2 that this engine keeps, and those that it does not.</summary>
    private static readonly string[] s_known =
    [
        "MOBILE", "EMAIL", "EXTERNALID", "EXTERNAL_ID", "ID", "USERID", "USER_ID", "CUSTOMERID", "CUSTOMER_ID", "CARDNUMBER", "CARDEXTERNALID", "PRIMARYUSERID", "WECHAT", "FB_ID", "FBID", "UNIONID", "MARTJACKID", "TMALL_UNAME", "LINE", "VKNT",
    ];

    private static readonly (string Name, string Type)[] s_fields =
    [
        ("id", "ID"), ("user_id", "ID"), ("customer_id", "ID"), ("mobile", "MOBILE"), ("email", "EMAIL"), ("external_id", "EXTERNALID"),
        ("card_number", "CARDNUMBER"), ("card_external_id", "CARDEXTERNALID"),
    ];

    public static bool IsType(string type) => s_known.Contains(type.Trim().ToUpperInvariant(), StringComparer.Ordinal);

    public static ValueTask<Outcome<CustomerDetails>> FindAsync(ApiCall call, string type, string value)
    {
        var given = value.Trim();
        return type.Trim().ToUpperInvariant() switch
        {
            "MOBILE" => call.Desk.Customers.LookUpAsync(Identifier.Mobile(given), call.Cancelled),
            "EMAIL" => call.Desk.Customers.LookUpAsync(Identifier.Email(given), call.Cancelled),
            "EXTERNALID" or "EXTERNAL_ID" => call.Desk.Customers.LookUpAsync(Identifier.ExternalId(given), call.Cancelled),
            "ID" or "USERID" or "USER_ID" or "CUSTOMERID" or "CUSTOMER_ID" or "PRIMARYUSERID" => call.Desk.Customers.GetAsync(new(Numbers.Whole(given) ?? 0), call.Cancelled),
            var other when IdentifierNames.Of(other) is { } kind => call.Desk.Customers.LookUpAsync(new Identifier(kind, given), call.Cancelled),
            // A kind that no customer of this engine has.
            _ => new((Outcome<CustomerDetails>)new CustomerUnknown(given.Length > 60 ? given[..60] : given)),
        };
    }

    /// <summary>Whether a V1.1 object names its customer by what only a registered one has: an id or a card.</summary>
    public static bool IsById(Form form) => s_fields.Any(field => field.Type is "ID" or "CARDNUMBER" or "CARDEXTERNALID" && form.Code(field.Name) is not null);

    /// <summary>
    /// The customer of a V1.1 object or query: the first identifier that is given, in the documented order. For whoever was merged the
    /// survivor stands (customers R26).
    /// </summary>
    public static async ValueTask<Outcome<CustomerDetails>?> FindAsync(ApiCall call, Form form)
    {
        foreach (var (name, type) in s_fields)
            if (form.Code(name) is { } value) return await StandingAsync(call, await FindAsync(call, type, value).ConfigureAwait(false)).ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<Outcome<CustomerDetails>> StandingAsync(ApiCall call, Outcome<CustomerDetails> found) =>
        found.Refusal is CustomerMerged merged ? await call.Desk.Customers.StandingAsync(merged.Customer, call.Cancelled).ConfigureAwait(false) : found;
}
