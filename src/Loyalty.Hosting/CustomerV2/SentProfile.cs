namespace Loyalty.Hosting;

/// <summary>One profile of a customer as it is sent: names, identifiers and fields of one source account, and cards.</summary>
internal sealed record SentProfile
{
    public CustomerSource Source { get; private init; }

    public string? Account { get; private init; }

    public string? FirstName { get; private init; }

    public string? LastName { get; private init; }

    public IReadOnlyList<Identifier> Identifiers { get; private init; } = [];

    /// <summary>Cards that the customer is to hold: they are the customer's, of whichever profile they are sent with.</summary>
    public IReadOnlyList<SentCard> Cards { get; private init; } = [];

    public IReadOnlyDictionary<string, string> CustomFields { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Reads one, or says what is wrong with it. Source and account are those given where the profile does not name its own.</summary>
    public static (SentProfile Sent, int Number, string Message) Read(Form profile, string? source, string? account)
    {
        var (sentSource, identifiers) = (source ?? profile.Code("source"), profile.List("identifiers").Select(each => (Form: each, Kind: IdentifierNames.Of(each.Code("type") ?? ""), Value: each.Code("value") ?? "")).ToArray());
        var sent = new SentProfile
        {
            Source = Sources.Of(sentSource ?? "INSTORE") ?? CustomerSource.Instore,
            Account = account ?? profile.Code("accountId"),
            FirstName = Name(profile, "firstName"),
            LastName = Name(profile, "lastName"),
            Identifiers = [.. identifiers.Where(each => each.Kind is { } kind && !IdentifierNames.IsCard(kind) && each.Value.Length > 0).Select(each => new Identifier(each.Kind!.Value, each.Value))],
            Cards = [.. identifiers.Where(each => each.Kind == IdentifierKind.CardNumber && each.Value.Length > 0).Select(each => new SentCard(each.Value, each.Form.Code("seriesCode")))],
            CustomFields = profile.Fields("fields"),
        };
        if (profile.Fault is { } fault) return (sent, 400, fault.Message);
        if (sentSource is not null && Sources.Of(sentSource) is null) return (sent, 8012, "The source is not known");
        if (identifiers.Any(each => each.Kind is null)) return (sent, 8013, "The identifier type is not known");
        return identifiers.Any(each => each.Kind == IdentifierKind.CardExternalId) ? (sent, 8013, "A card is named by its number") : (sent, 0, "");
    }

    /// <summary>An empty text is sent to take a name away (customers R19).</summary>
    private static string? Name(Form profile, string name) => profile[name].Kind == NodeKind.Text ? profile[name].Text.Trim() : profile.Text(name);
}

/// <summary>A card that is sent with a customer.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Series">Code of its series, or null.</param>
internal readonly record struct SentCard(string Number, string? Series);
