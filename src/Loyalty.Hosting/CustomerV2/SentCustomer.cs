namespace Loyalty.Hosting;

/// <summary>A customer as it is sent to be registered or updated: one profile, fields, loyalty type.</summary>
internal sealed record SentCustomer
{
    public CustomerSource Source { get; private init; }

    public string? Account { get; private init; }

    public string? FirstName { get; private init; }

    public string? LastName { get; private init; }

    public IReadOnlyList<Identifier> Identifiers { get; private init; } = [];

    public LoyaltyType? Type { get; private init; }

    public IReadOnlyDictionary<string, string> CustomFields { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> ExtendedFields { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public NodaTime.Instant? RegisteredAt { get; private init; }

    public EnrolInTier? Tier { get; private init; }

    /// <summary>Further programs that it is to be enrolled in.</summary>
    public IReadOnlyList<EnrolInProgram> Programs { get; private init; } = [];

    public bool InAllPrograms { get; private init; }

    /// <summary>Whether points are to be brought, which an enrolment here does not.</summary>
    public bool BringsPoints { get; private init; }

    /// <summary>Reads one; the source is the query's where it names one.</summary>
    public static (SentCustomer? Sent, int Number, string Message) Read(ApiCall call, Form form, bool needsProfile = true)
    {
        var profiles = form.List("profiles");
        var profile = profiles is [var first, ..] ? first : Form.Of(Node.Missing);
        var loyalty = form.Part("loyaltyInfo");
        var (sentSource, account) = (call.Query.Code("source") ?? profile.Code("source"), call.Query.Code("accountId") ?? profile.Code("accountId"));
        var date = profile.Part("attribution").Code("createDate") ?? loyalty.Part("attributionV2").Code("createDate");
        var registered = date is null ? null : Times.Read(date, call.PlaceZone);
        var identifiers = profile.List("identifiers").Select(each => (Kind: IdentifierNames.Of(each.Code("type") ?? ""), Value: each.Code("value") ?? "")).ToArray();
        var enrolments = form.List("loyaltyProgramEnrollments").Select(each => (Form: each, Program: WireProgram.FindOrDefault(call, each.Whole("programId")))).ToArray();
        var isSingle = call.Query.Flag("mlp_single_enroll") == true;
        var sent = new SentCustomer
        {
            Source = Sources.Of(sentSource ?? "INSTORE") ?? CustomerSource.Instore,
            Account = account,
            FirstName = Name(profile, "firstName"),
            LastName = Name(profile, "lastName"),
            Identifiers = [.. identifiers.Where(each => each.Kind is not null && each.Value.Length > 0).Select(each => new Identifier(each.Kind!.Value, each.Value))],
            Type = TypeOf(loyalty.Code("loyaltyType") ?? form.Code("loyaltyType")),
            CustomFields = profile.Fields("fields"),
            ExtendedFields = form.Fields("extendedFields"),
            RegisteredAt = registered,
            Tier = enrolments.Where(each => each.Program?.Definition.Id == call.Definition.Program.Id).Select(each => TierOf(call, each.Form)).FirstOrDefault(),
            Programs = [.. enrolments.Where(each => each.Program is not null && each.Program.Definition.Id != call.Definition.Program.Id).Select(each => new EnrolInProgram(each.Program!.Definition.Code) { Tier = TierOf(call, each.Form) })],
            InAllPrograms = isSingle,
            BringsPoints = enrolments.Any(each => each.Form.Number("loyaltyPoints") is > 0),
        };
        if (enrolments.Any(each => each.Program is null)) return (null, 1010, "programId of loyaltyProgramEnrollments is not known");
        if ((form.Fault ?? profile.Fault) is { } fault) return (null, 400, fault.Message);
        if (profiles.Count == 0 && needsProfile) return (null, 400, "profiles is missing");
        if (profiles.Count > 1) return (null, 501, "Customers of several sources: not built yet");
        if (sentSource is not null && Sources.Of(sentSource) is null) return (null, 8012, "The source is not known");
        if (date is not null && registered is null) return (null, 1034, "createDate is not valid");
        if (identifiers.Any(each => each.Kind is null)) return (null, 8013, "The identifier type is not known");
        if (identifiers.Any(each => IdentifierNames.IsCard(each.Kind!.Value))) return (null, 501, "Cards: not built yet");
        return (sent, 0, "");
    }

    public EnrolCustomer Enrol() => new()
    {
        FirstName = FirstName,
        LastName = LastName,
        Mobile = Value(IdentifierKind.Mobile),
        Email = Value(IdentifierKind.Email),
        ExternalId = Value(IdentifierKind.ExternalId),
        Identifiers = [.. Identifiers.Where(each => each.Kind > IdentifierKind.ExternalId)],
        Source = Source,
        Account = Account,
        Type = Type ?? LoyaltyType.Loyalty,
        CustomFields = CustomFields,
        ExtendedFields = ExtendedFields,
        RegisteredAt = RegisteredAt,
        Tier = Tier,
        Programs = Programs,
        InAllPrograms = InAllPrograms,
    };

    public UpdateCustomer Update(CustomerId customer) => new(customer)
    {
        FirstName = FirstName,
        LastName = LastName,
        Identifiers = Identifiers,
        Source = Source,
        Account = Account,
        Type = Type,
        CustomFields = CustomFields,
        ExtendedFields = ExtendedFields,
        Programs = Programs,
        InAllPrograms = InAllPrograms,
    };

    public IReadOnlyList<Doc> Warnings(IReadOnlyList<Warning> warnings) =>
        [.. CustomerV2Problems.Warnings(warnings), .. BringsPoints ? [V2.Warning(1010, "loyaltyPoints was not taken: points are brought by an import")] : Array.Empty<Doc>()];

    private string? Value(IdentifierKind kind)
    {
        foreach (var each in Identifiers)
            if (each.Kind == kind) return each.Value;
        return null;
    }

    /// <summary>An empty text is sent to take a name away (customers R19).</summary>
    private static string? Name(Form profile, string name) => profile[name].Kind == NodeKind.Text ? profile[name].Text.Trim() : profile.Text(name);

    private static EnrolInTier? TierOf(ApiCall call, Form enrolment) => enrolment.Whole("tierNumber") is > 0 and <= int.MaxValue and var tier
        ? new((int)tier) { Through = enrolment.Code("tierExpiryDate") is { } end ? Times.Read(end, call.Zone)?.InZone(call.Zone).Date : null } : null;

    private static LoyaltyType? TypeOf(string? text) =>
        text is null ? null : text.Replace("-", "_", StringComparison.Ordinal).Equals("non_loyalty", StringComparison.OrdinalIgnoreCase) ? LoyaltyType.NonLoyalty : LoyaltyType.Loyalty;
}
