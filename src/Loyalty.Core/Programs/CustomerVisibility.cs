namespace Loyalty;

/// <summary>Which tills and stores see a customer (customers R59). Who calls from neither works for the whole organisation and sees all.</summary>
public enum CustomerVisibility
{
    /// <summary>All of the organisation.</summary>
    Everyone = 0,

    /// <summary>Those of the store that registered the customer.</summary>
    OwnStore = 1,
}
