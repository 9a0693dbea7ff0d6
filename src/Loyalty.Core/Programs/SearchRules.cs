namespace Loyalty;

/// <summary>By what customers may be searched (customers R28).</summary>
public enum CustomerCriterion
{
    /// <summary>First and last name, with one space between.</summary>
    FullName,

    /// <summary>E-mail.</summary>
    Email,

    /// <summary>The shop's number.</summary>
    ExternalId,

    /// <summary>Mobile, with country code.</summary>
    Mobile,

    /// <summary>First name.</summary>
    FirstName,

    /// <summary>Last name.</summary>
    LastName,

    /// <summary>The day of registration, in the organisation's zone.</summary>
    RegisteredOn,

    /// <summary>A custom field.</summary>
    CustomField,

    /// <summary>An extended field.</summary>
    ExtendedField,
}

/// <summary>By what bills may be searched (customers R28).</summary>
public enum BillCriterion
{
    /// <summary>The number.</summary>
    Number,

    /// <summary>Whose it is.</summary>
    Customer,

    /// <summary>The store.</summary>
    Store,

    /// <summary>The till.</summary>
    Till,

    /// <summary>The amount.</summary>
    Amount,
}

/// <summary>What may be searched for; what is not declared here is refused.</summary>
public sealed record SearchRules
{
    /// <summary>Of customers. Default: full name, e-mail, external id, mobile.</summary>
    public IReadOnlyList<CustomerCriterion> Customers { get; init; } = [CustomerCriterion.FullName, CustomerCriterion.Email, CustomerCriterion.ExternalId, CustomerCriterion.Mobile];

    /// <summary>Of bills, beside the day. Default: all.</summary>
    public IReadOnlyList<BillCriterion> Bills { get; init; } = [BillCriterion.Number, BillCriterion.Customer, BillCriterion.Store, BillCriterion.Till, BillCriterion.Amount];
}
