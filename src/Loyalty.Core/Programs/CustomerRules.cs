using NodaTime;

namespace Loyalty;

/// <summary>How customers are registered, found and changed in the organisation (customers 1.2).</summary>
public sealed record CustomerRules
{
    /// <summary>The primary identifier: mobile, e-mail or external id. Default: mobile.</summary>
    public IdentifierKind Primary { get; init; } = IdentifierKind.Mobile;

    /// <summary>Whether any one identifier is enough to register. On by default; off under the documented defaults, where the primary is demanded.</summary>
    public bool AnyIdentifier { get; init; } = true;

    /// <summary>Whether the primary identifier must be given, unless any one is enough. On by default.</summary>
    public bool PrimaryRequired { get; init; } = true;

    /// <summary>Whether a mobile must be given, unless any identifier is enough; to enrol a non-loyalty customer it is demanded in any case.</summary>
    public bool MobileRequired { get; init; }

    /// <summary>Whether an e-mail must be given, as <see cref="MobileRequired"/>.</summary>
    public bool EmailRequired { get; init; }

    /// <summary>Whether an external id must be given, as <see cref="MobileRequired"/>.</summary>
    public bool ExternalIdRequired { get; init; }

    /// <summary>The form of external ids, and whether new customers get one; null: any is accepted, none is made.</summary>
    public ExternalIdRules? ExternalIds { get; init; }

    /// <summary>Whether mobiles of other countries than the organisation's are accepted (customers R1). On by default.</summary>
    public bool OtherCountries { get; init; } = true;

    /// <summary>Whether adding a known customer may replace a mobile that is not the primary identifier. Off by default.</summary>
    public bool AllowMobileUpdate { get; init; }

    /// <summary>Whether adding a known customer may replace an e-mail that is not the primary identifier. Off by default.</summary>
    public bool AllowEmailUpdate { get; init; }

    /// <summary>Whether adding a known customer may replace an external id that is not the primary identifier. Off by default.</summary>
    public bool AllowExternalIdUpdate { get; init; }

    /// <summary>Whether adding is refused when a secondary identifier matches a customer and the primary does not. Off by default.</summary>
    public bool StrictPrimary { get; init; }

    /// <summary>In the same case: register a new customer with the primary and drop the secondary. Stronger than <see cref="StrictPrimary"/>. Off by default.</summary>
    public bool SkipSecondaryOnMismatch { get; init; }

    /// <summary>Whether a campaign user that only secondary identifiers match keeps them, and the customer does without (customers R12). Off by default.</summary>
    public bool SkipSecondary { get; init; }

    /// <summary>Whether a change of identifiers may take one of a campaign user. Off by default.</summary>
    public bool ReuseCampaignIdentifiers { get; init; }

    /// <summary>
    /// Whether adding a known customer with a secondary identifier of another merges the other into it, unless
    /// <see cref="SkipSecondaryOnMismatch"/>. Off by default, as whoever types somebody's e-mail would get its points; on under the documented defaults.
    /// </summary>
    public bool MergeMeetingIdentifiers { get; init; }

    /// <summary>Whether customers may share identifiers that are not primary; they are found by the primary alone. Off by default; it cannot be changed later.</summary>
    public bool SharedSecondaries { get; init; }

    /// <summary>
    /// Whether an identifier that is changed by an approved request takes the place of the same kind in the customer's profiles of other sources
    /// too; one without it stays without (CONF_IDENTIFIERS_SYNC_ENABLED). Off by default.
    /// </summary>
    public bool SyncIdentifiers { get; init; }

    /// <summary>Whether a profile of WEB_ENGAGE is only made for a customer that has one of the till (CONF_RESTRICT_ORPHAN_V2_PROFILE). Off by default.</summary>
    public bool RestrictOrphanProfiles { get; init; }

    /// <summary>Earliest registration date accepted, in the organisation's zone; absent: any since 1970.</summary>
    public LocalDate? EarliestRegistration { get; init; }

    /// <summary>Most customers of one batch, 1 to 1,000. Default 100.</summary>
    public int BatchLimit { get; init; } = 100;

    /// <summary>The accounts of sources that have several; the others have one without a name. An account once declared stays.</summary>
    public IReadOnlyList<SourceAccount> Accounts { get; init; } = [];

    /// <summary>The status labels, the first of a status being its default; none: one label for each status (see <see cref="StatusLabel.BuiltIn"/>).</summary>
    public IReadOnlyList<StatusLabel> Labels { get; init; } = [];

    /// <summary>Whether customers are deleted only by a deletion request: the status cannot be set to deleted or pending deletion (customers R41). Off by default.</summary>
    public bool PersonalDataDeletion { get; init; }

    /// <summary>Which tills and stores see a customer. Default: all.</summary>
    public CustomerVisibility SeenBy { get; init; }

    /// <summary>By what customers and bills may be searched.</summary>
    public SearchRules Search { get; init; } = new();

    /// <summary>Most labels by which the organisation tells customers apart, 1 to 10,000. Default 100.</summary>
    public int MaxLabels { get; init; } = 100;

    /// <summary>The series of cards whose cards customers may have.</summary>
    public IReadOnlyList<CardSeriesRules> CardSeries { get; init; } = [];

    /// <summary>Most cards that a customer may have, of all series together; null: no limit.</summary>
    public int? MaxCards { get; init; }

    /// <summary>Whether a merge gives the survivor the victim's cards. On by default.</summary>
    public bool MergeMovesCards { get; init; } = true;

    /// <summary>The statuses of tickets, the first being that of a new one; none: <see cref="TicketStatus.BuiltIn"/>.</summary>
    public IReadOnlyList<TicketStatus> TicketStatuses { get; init; } = [];

    /// <summary>Kinds of requests about customers that approve themselves (customers R32). None by default.</summary>
    public IReadOnlyList<CustomerRequestKind> AutoApprove { get; init; } = [];

    /// <summary>Whether a merge gives the survivor the custom fields that it has no value of. On by default.</summary>
    public bool MergeCustomFields { get; init; } = true;

    /// <summary>The same of extended fields. On by default.</summary>
    public bool MergeExtendedFields { get; init; } = true;

    /// <summary>Whether, where both have a value of an extended field, a merge keeps the one of who is merged away. Off by default.</summary>
    public bool MergeOverwritesExtendedFields { get; init; }

    /// <summary>The organisation's custom fields of customers.</summary>
    public IReadOnlyList<CustomFieldDefinition> CustomFields { get; init; } = [];

    /// <summary>The extended fields of customers.</summary>
    public IReadOnlyList<ExtendedFieldDefinition> ExtendedFields { get; init; } = [];

    /// <summary>A series of cards by code, ignoring case, or null.</summary>
    internal CardSeriesRules? SeriesOfCards(string code) => CardSeries.FirstOrDefault(each => string.Equals(each.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The labels there are.</summary>
    internal IReadOnlyList<StatusLabel> StatusLabels => Labels.Count == 0 ? StatusLabel.BuiltIn : Labels;

    /// <summary>The statuses of tickets there are.</summary>
    internal IReadOnlyList<TicketStatus> StatusesOfTickets => TicketStatuses.Count == 0 ? TicketStatus.BuiltIn : TicketStatuses;

    /// <summary>A label by name, ignoring case, or null.</summary>
    internal StatusLabel? Label(string name)
    {
        foreach (var label in StatusLabels)
            if (string.Equals(label.Name, name, StringComparison.OrdinalIgnoreCase)) return label;
        return null;
    }

    /// <summary>The default label of a status.</summary>
    internal StatusLabel? LabelOf(CustomerStatus status)
    {
        foreach (var label in StatusLabels)
            if (label.Status == status) return label;
        return null;
    }

    /// <summary>Whether an identifier must be given to enrol.</summary>
    internal bool IsRequired(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Mobile => MobileRequired,
        IdentifierKind.Email => EmailRequired,
        IdentifierKind.ExternalId => ExternalIdRequired,
        _ => false,
    };

    /// <summary>Whether adding may replace a value that is not primary.</summary>
    internal bool MayReplace(IdentifierKind kind) => kind switch
    {
        IdentifierKind.Mobile => AllowMobileUpdate,
        IdentifierKind.Email => AllowEmailUpdate,
        IdentifierKind.ExternalId => AllowExternalIdUpdate,
        _ => false,
    };

    /// <summary>Whether values of a kind are one customer's alone within a source account (customers R3).</summary>
    internal bool IsUnique(IdentifierKind kind) => !SharedSecondaries || kind == Primary;
}

/// <summary>An account of a source that has several.</summary>
public sealed record SourceAccount
{
    /// <summary>The source.</summary>
    public required CustomerSource Source { get; init; }

    /// <summary>Its account, 1 to 50 letters, digits, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public required string Account { get; init; }

    /// <summary>Whether a source has several accounts, so that one must be named.</summary>
    internal static bool HasSeveral(CustomerSource source) => source >= CustomerSource.Facebook;
}
