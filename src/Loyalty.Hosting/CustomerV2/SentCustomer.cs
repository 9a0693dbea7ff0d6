namespace Loyalty.Hosting;

/// <summary>A customer as it is sent to be registered or updated: profiles, cards, fields, loyalty type.</summary>
internal sealed record SentCustomer
{
    /// <summary>The profile that is registered or updated; an empty one where none was sent.</summary>
    public required SentProfile Profile { get; init; }

    /// <summary>Profiles of other sources, added once the customer is there.</summary>
    public IReadOnlyList<SentProfile> Further { get; private init; } = [];

    public LoyaltyType? Type { get; private init; }

    public IReadOnlyDictionary<string, string> ExtendedFields { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public NodaTime.Instant? RegisteredAt { get; private init; }

    public EnrolInTier? Tier { get; private init; }

    /// <summary>Further programs that it is to be enrolled in.</summary>
    public IReadOnlyList<EnrolInProgram> Programs { get; private init; } = [];

    public bool InAllPrograms { get; private init; }

    /// <summary>Whether points are to be brought, which an enrolment here does not.</summary>
    public bool BringsPoints { get; private init; }

    /// <summary>Reads one; the source of the first profile is the query's where it names one.</summary>
    public static (SentCustomer? Sent, int Number, string Message) Read(ApiCall call, Form form, bool needsProfile = true)
    {
        var profiles = form.List("profiles");
        var first = profiles is [var one, ..] ? one : Form.Of(Node.Missing);
        var loyalty = form.Part("loyaltyInfo");
        var date = first.Part("attribution").Code("createDate") ?? loyalty.Part("attributionV2").Code("createDate");
        var registered = date is null ? null : Times.Read(date, call.PlaceZone);
        var enrolments = form.List("loyaltyProgramEnrollments").Select(each => (Form: each, Program: WireProgram.FindOrDefault(call, each.Whole("programId")))).ToArray();
        var profile = SentProfile.Read(first, call.Query.Code("source"), call.Query.Code("accountId"));
        var further = profiles.Skip(1).Select(each => SentProfile.Read(each, null, null)).ToArray();
        var sent = new SentCustomer
        {
            Profile = profile.Sent,
            Further = [.. further.Select(each => each.Sent)],
            Type = TypeOf(loyalty.Code("loyaltyType") ?? form.Code("loyaltyType")),
            ExtendedFields = form.Fields("extendedFields"),
            RegisteredAt = registered,
            Tier = enrolments.Where(each => each.Program?.Definition.Id == call.Definition.Program.Id).Select(each => TierOf(call, each.Form)).FirstOrDefault(),
            Programs = [.. enrolments.Where(each => each.Program is not null && each.Program.Definition.Id != call.Definition.Program.Id).Select(each => new EnrolInProgram(each.Program!.Definition.Code) { Tier = TierOf(call, each.Form) })],
            InAllPrograms = call.Query.Flag("mlp_single_enroll") == true,
            BringsPoints = enrolments.Any(each => each.Form.Number("loyaltyPoints") is > 0),
        };
        if (enrolments.Any(each => each.Program is null)) return (null, 1010, "programId of loyaltyProgramEnrollments is not known");
        if (form.Fault is { } fault) return (null, 400, fault.Message);
        if (profiles.Count == 0 && needsProfile) return (null, 400, "profiles is missing");
        foreach (var (_, number, message) in further.Prepend(profile))
            if (number != 0) return (null, number, message);
        if (date is not null && registered is null) return (null, 1034, "createDate is not valid");
        return (sent, 0, "");
    }

    /// <summary>Reads one of several that are saved in one commit, which takes of each what a registration takes.</summary>
    public static (SentCustomer? Sent, int Number, string Message) ReadPlain(ApiCall call, Form form)
    {
        var (sent, number, message) = Read(call, form);
        return sent is null || sent.Further.Count + sent.Profile.Cards.Count == 0 ? (sent, number, message) : (null, 400, "profiles holds more than one profile, or a card: add them by an update");
    }

    public EnrolCustomer Enrol() => new()
    {
        FirstName = Profile.FirstName,
        LastName = Profile.LastName,
        Mobile = Value(IdentifierKind.Mobile),
        Email = Value(IdentifierKind.Email),
        ExternalId = Value(IdentifierKind.ExternalId),
        Identifiers = [.. Profile.Identifiers.Where(each => each.Kind > IdentifierKind.ExternalId)],
        Source = Profile.Source,
        Account = Profile.Account,
        Type = Type ?? LoyaltyType.Loyalty,
        CustomFields = Profile.CustomFields,
        ExtendedFields = ExtendedFields,
        RegisteredAt = RegisteredAt,
        Tier = Tier,
        Programs = Programs,
        InAllPrograms = InAllPrograms,
    };

    public UpdateCustomer Update(CustomerId customer) => new(customer)
    {
        FirstName = Profile.FirstName,
        LastName = Profile.LastName,
        Identifiers = Profile.Identifiers,
        Source = Profile.Source,
        Account = Profile.Account,
        Type = Type,
        CustomFields = Profile.CustomFields,
        ExtendedFields = ExtendedFields,
        Programs = Programs,
        InAllPrograms = InAllPrograms,
    };

    /// <summary>
    /// Adds what was sent beside the first profile: profiles of other sources, cards. Each is a change of its own, with a part of the call's key;
    /// one that is refused is warned of, and undoes nothing.
    /// </summary>
    public async ValueTask<IReadOnlyList<Doc>> AddRestAsync(ApiCall call, CustomerId customer, int? index = null)
    {
        var warnings = new List<Doc>();
        for (var i = 0; i < Further.Count; i++)
        {
            var command = new UpdateCustomer(customer)
            {
                FirstName = Further[i].FirstName, LastName = Further[i].LastName, Identifiers = Further[i].Identifiers,
                Source = Further[i].Source, Account = Further[i].Account, CustomFields = Further[i].CustomFields, AddsProfile = true,
            };
            var added = await call.Desk.Customers.UpdateAsync(command, Part(call, index, FormattableString.Invariant($"p{i}")), call.Cancelled).ConfigureAwait(false);
            warnings.AddRange(added.IsRefused ? [CustomerV2Problems.Item(call, added.Refusal)] : CustomerV2Problems.Warnings(added.Warnings));
        }
        var cards = Further.Prepend(Profile).SelectMany(each => each.Cards).ToArray();
        for (var i = 0; i < cards.Length; i++)
        {
            var linked = await call.Desk.Cards.LinkAsync(new(customer, cards[i].Number) { Series = cards[i].Series }, Part(call, index, FormattableString.Invariant($"c{i}")), call.Cancelled).ConfigureAwait(false);
            if (linked.IsRefused) warnings.Add(CustomerV2Problems.Item(call, linked.Refusal));
        }
        return warnings;
    }

    /// <summary>The options of a change that goes with another: a part of its key, where it has one.</summary>
    public static CallOptions Part(ApiCall call, int? index, string part) => call.Options(index) is { Key: { } key } options ? options with { Key = key + part } : new();

    public IReadOnlyList<Doc> Warnings(IReadOnlyList<Warning> warnings) =>
        [.. CustomerV2Problems.Warnings(warnings), .. BringsPoints ? [V2.Warning(1010, "loyaltyPoints was not taken: points are brought by an import")] : Array.Empty<Doc>()];

    private string? Value(IdentifierKind kind)
    {
        foreach (var each in Profile.Identifiers)
            if (each.Kind == kind) return each.Value;
        return null;
    }

    private static EnrolInTier? TierOf(ApiCall call, Form enrolment) => enrolment.Whole("tierNumber") is > 0 and <= int.MaxValue and var tier
        ? new((int)tier) { Through = enrolment.Code("tierExpiryDate") is { } end ? Times.Read(end, call.Zone)?.InZone(call.Zone).Date : null } : null;

    private static LoyaltyType? TypeOf(string? text) =>
        text is null ? null : text.Replace("-", "_", StringComparison.Ordinal).Equals("non_loyalty", StringComparison.OrdinalIgnoreCase) ? LoyaltyType.NonLoyalty : LoyaltyType.Loyalty;
}
