using NodaTime;

namespace Loyalty;

/// <summary>Whether a customer takes part in the program (customers 1.1).</summary>
public enum LoyaltyType
{
    /// <summary>A member.</summary>
    Loyalty = 0,

    /// <summary>Known by mobile or e-mail, not a member: bills are kept, nothing is earned.</summary>
    NonLoyalty = 1,
}

/// <summary>Registers a customer and, unless told otherwise, makes it a member. At least one identifier is needed; which, the organisation says.</summary>
public sealed record EnrolCustomer
{
    /// <summary>First name, up to 100 characters.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name, up to 100 characters.</summary>
    public string? LastName { get; init; }

    /// <summary>Mobile number with country code, in any usual spelling; unique in the source account (customers R1, R3).</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address; unique in the source account ignoring case (customers R2, R3).</summary>
    public string? Email { get; init; }

    /// <summary>The shop's own number of the customer, 1 to 100 characters; unique in the source account ignoring ASCII case (customers R2, R3).</summary>
    public string? ExternalId { get; init; }

    /// <summary>Where the profile comes from. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>The account of a source that has several, else null.</summary>
    public string? Account { get; init; }

    /// <summary>Further identifiers, one a kind.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    /// <summary>Whether it becomes a member. Default: it does.</summary>
    public LoyaltyType Type { get; init; } = LoyaltyType.Loyalty;

    /// <summary>The tier in which a new member begins, brought from elsewhere; absent: the lowest. Of one that is a member already it changes nothing (tiers R12).</summary>
    public EnrolInTier? Tier { get; init; }

    /// <summary>
    /// Further programs in which it is enrolled too, as a member; in those whose stores the calling one is of it is enrolled anyway. An enrolment
    /// that there is already is left alone (customers R17a).
    /// </summary>
    public IReadOnlyList<EnrolInProgram> Programs { get; init; } = [];

    /// <summary>Whether it is enrolled in all programs (tiers R70). Default off.</summary>
    public bool InAllPrograms { get; init; }

    /// <summary>Since when it is registered; absent: now. It may be past (customers R14).</summary>
    public Instant? RegisteredAt { get; init; }

    /// <summary>Values of custom fields, by name; those that cannot be kept are skipped with a warning.</summary>
    public IReadOnlyDictionary<string, string>? CustomFields { get; init; }

    /// <summary>Values of extended fields, by name; those that cannot be kept are skipped with a warning.</summary>
    public IReadOnlyDictionary<string, string>? ExtendedFields { get; init; }
}

/// <summary>The tier in which a new member begins.</summary>
/// <param name="Number">Serial number of the tier in the program in force now, 1 for the lowest.</param>
public sealed record EnrolInTier(int Number)
{
    /// <summary>The last day on which it holds, from today on; absent: as the program says. None on the lowest tier, which never ends.</summary>
    public LocalDate? Through { get; init; }
}

/// <summary>A program in which a member is to be enrolled.</summary>
/// <param name="Program">Code of the program.</param>
public sealed record EnrolInProgram(string Program)
{
    /// <summary>The tier in which it begins there, brought from elsewhere; absent: the lowest.</summary>
    public EnrolInTier? Tier { get; init; }
}

/// <summary>Enrols a member in a further program. Again: the same answer.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Program">Code of the program.</param>
public sealed record JoinProgram(CustomerId Customer, string Program)
{
    /// <summary>The tier in which it begins there, brought from elsewhere; absent: the lowest. Of one that is enrolled already it changes nothing (tiers R12).</summary>
    public EnrolInTier? Tier { get; init; }
}

/// <summary>A member's enrolment in a program.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Program">Code of the program.</param>
/// <param name="Id">Number of the program, 1 of the default one.</param>
/// <param name="Since">Since when it is enrolled there.</param>
public sealed record ProgramMembership(CustomerId Customer, string Program, int Id, Instant Since);

/// <summary>Changes what one source account knows of a customer; what is absent is left alone, an empty text takes it away (customers R17a, R19).</summary>
/// <param name="Customer">The customer.</param>
public sealed record UpdateCustomer(CustomerId Customer)
{
    /// <summary>The source of the profile. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }

    /// <summary>First name, up to 100 characters; empty takes it away.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name, up to 100 characters; empty takes it away.</summary>
    public string? LastName { get; init; }

    /// <summary>Loyalty makes a non-loyalty customer a member; there is no way back.</summary>
    public LoyaltyType? Type { get; init; }

    /// <summary>Identifiers cannot change here: what is equal to the stored one is ignored, another with a warning. A profile that is added has them.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; init; } = [];

    /// <summary>
    /// Whether the customer gets a profile in this source account where it has none, with one identifier at least that nobody else has; else that
    /// is refused <c>customer.not_in_source</c>. Default off.
    /// </summary>
    public bool AddsProfile { get; init; }

    /// <summary>Values of custom fields, by name; empty takes one away.</summary>
    public IReadOnlyDictionary<string, string>? CustomFields { get; init; }

    /// <summary>Values of extended fields, by name; empty takes one away.</summary>
    public IReadOnlyDictionary<string, string>? ExtendedFields { get; init; }

    /// <summary>Further programs in which a member is enrolled too; an enrolment that there is already is left alone (customers R17a).</summary>
    public IReadOnlyList<EnrolInProgram> Programs { get; init; } = [];

    /// <summary>Whether it is enrolled in all programs. Default off.</summary>
    public bool InAllPrograms { get; init; }
}

/// <summary>Looks a customer up by identifiers (customers R25).</summary>
/// <param name="Identifiers">One or several; of several only the primary decides.</param>
public sealed record LookUpCustomer(IReadOnlyList<Identifier> Identifiers)
{
    /// <summary>Looks up by one identifier.</summary>
    public LookUpCustomer(Identifier identifier) : this([identifier])
    {
    }

    /// <summary>The source to look in; null: every source.</summary>
    public CustomerSource? Source { get; init; }

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }
}

/// <summary>Looks for customers by the beginning of a name or an identifier (customers R27).</summary>
/// <param name="Beginning">1 to 100 characters.</param>
public sealed record SearchCustomers(string Beginning)
{
    /// <summary>Most of them on a page, 1 to 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on after so many: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long After { get; init; }
}

/// <summary>Looks for customers by declared criteria (customers R28): any of <see cref="Any"/>, and all of <see cref="All"/>. One of them at least is a name or an identifier.</summary>
public sealed record SearchByCriteria
{
    /// <summary>What begins so: up to 2; none leaves it to <see cref="All"/>. Full name, e-mail, external id or mobile.</summary>
    public IReadOnlyList<SearchCriterion> Any { get; init; } = [];

    /// <summary>What is equal, or lies in a range of days: up to 5.</summary>
    public IReadOnlyList<SearchCriterion> All { get; init; } = [];

    /// <summary>Most of them on a page, 1 to 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on after so many: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long After { get; init; }
}

/// <summary>One criterion.</summary>
/// <param name="By">What it looks at.</param>
public sealed record SearchCriterion(CustomerCriterion By)
{
    /// <summary>The value, or the beginning: 1 to 100 characters, whatever their case. Of the day of registration: none.</summary>
    public string? Value { get; init; }

    /// <summary>Name of a custom or extended field.</summary>
    public string? Field { get; init; }

    /// <summary>The first day, at most 10 years back; absent: 10 years back.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day; absent: today.</summary>
    public LocalDate? Until { get; init; }
}

/// <summary>Gives a customer a status label (customers R40).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Label">Name of a label of the organisation.</param>
/// <param name="Reason">Why, 1 to 250 characters; it is written into the journal, so no personal data.</param>
public sealed record SetCustomerLabel(CustomerId Customer, string Label, string Reason);

/// <summary>Takes identifiers of one profile away and adds others, as one change (customers R30).</summary>
/// <param name="Customer">The customer.</param>
public sealed record ChangeIdentifiers(CustomerId Customer)
{
    /// <summary>The source of the profile. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }

    /// <summary>What is added, one a kind; a kind that the profile has is taken away in the same call.</summary>
    public IReadOnlyList<Identifier> Add { get; init; } = [];

    /// <summary>What is taken away, one a kind.</summary>
    public IReadOnlyList<Identifier> Remove { get; init; } = [];
}

/// <summary>A customer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FirstName">First name, or null.</param>
/// <param name="LastName">Last name, or null.</param>
/// <param name="Mobile">Mobile with country code, digits only, or null.</param>
/// <param name="Email">E-mail as given, or null.</param>
/// <param name="ExternalId">The shop's number as given, or null.</param>
/// <param name="EnrolledAt">Since when it is a member; of a non-loyalty customer, since when it is registered.</param>
/// <param name="BlockedSince">Since when it is blocked, or null.</param>
public sealed record CustomerDetails(
    CustomerId Id, string? FirstName, string? LastName, string? Mobile, string? Email, string? ExternalId, Instant EnrolledAt, Instant? BlockedSince)
{
    /// <summary>Since when it is registered.</summary>
    public Instant RegisteredAt { get; init; } = EnrolledAt;

    /// <summary>Whether it is a member.</summary>
    public LoyaltyType Type { get; init; }

    /// <summary>Its status.</summary>
    public CustomerStatus Status { get; init; }

    /// <summary>Its status label.</summary>
    public string StatusLabel { get; init; } = "Active";
}

/// <summary>What one source account knows of a customer.</summary>
/// <param name="Source">The source.</param>
/// <param name="Account">Its account, or null.</param>
/// <param name="FirstName">First name, or null.</param>
/// <param name="LastName">Last name, or null.</param>
/// <param name="Identifiers">The identifiers by kind: mobiles in normal form, others as given.</param>
/// <param name="CustomFields">Custom fields by name.</param>
/// <param name="ExtendedFields">Extended fields by name, in canonical form.</param>
public sealed record CustomerProfile(
    CustomerSource Source, string? Account, string? FirstName, string? LastName, IReadOnlyList<Identifier> Identifiers, IReadOnlyDictionary<string, string> CustomFields,
    IReadOnlyDictionary<string, string> ExtendedFields)
{
    /// <summary>The address, or null.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the mobile is on the register of those who want no bulk text messages.</summary>
    public bool IsNotToBeDisturbed { get; init; }
}

/// <summary>A customer's profiles.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Profiles">By source and account.</param>
public sealed record CustomerProfiles(CustomerId Customer, IReadOnlyList<CustomerProfile> Profiles);

/// <summary>One row of the log of a customer's status.</summary>
/// <param name="Label">The label given.</param>
/// <param name="Status">What it stands for.</param>
/// <param name="Before">The label before.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The user that the calling handle named, or null.</param>
/// <param name="At">Since when.</param>
/// <param name="IsActive">Whether it is the newest.</param>
public sealed record StatusLogRow(string Label, CustomerStatus Status, string Before, string? Reason, string? By, Instant At, bool IsActive);

/// <summary>A batch of customers, decided item by item (customers R18).</summary>
/// <param name="Items">An outcome for each, in the order given.</param>
public sealed record CustomerBatch(IReadOnlyList<Outcome<CustomerDetails>> Items)
{
    /// <summary>How many were accepted.</summary>
    public int Accepted => Items.Count(item => !item.IsRefused);
}
