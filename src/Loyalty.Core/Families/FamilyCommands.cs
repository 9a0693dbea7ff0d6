using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Registers a customer, its parent and its children where they are not known, and places them in a hierarchy (customers R58). Whoever is
/// known stays as it is.
/// </summary>
/// <param name="Customer">The customer.</param>
public sealed record AssociateCustomer(EnrolCustomer Customer)
{
    /// <summary>Code of the hierarchy, up to 50 characters.</summary>
    public string? Hierarchy { get; init; }

    /// <summary>Code of the customer's role, up to 50 characters.</summary>
    public string? Role { get; init; }

    /// <summary>External id of the company of all of them, up to 100 characters.</summary>
    public string? Company { get; init; }

    /// <summary>Its parent; null: as it is.</summary>
    public EnrolCustomer? Parent { get; init; }

    /// <summary>Its children, at most 1,000.</summary>
    public IReadOnlyList<EnrolCustomer> Children { get; init; } = [];

    /// <summary>Code of the children's role, up to 50 characters.</summary>
    public string? ChildRole { get; init; }

    /// <summary>Whether they may leave parents that they have. Off by default: one parent a customer.</summary>
    public bool Replaces { get; init; }
}

/// <summary>What an association did.</summary>
/// <param name="Customer">The customer as it stands in the hierarchy.</param>
/// <param name="Children">Its children that the command named.</param>
public sealed record CustomerAssociated(CustomerKin Customer, IReadOnlyList<CustomerId> Children);

/// <summary>Associations, decided one by one.</summary>
/// <param name="Items">An outcome for each, in the order given.</param>
public sealed record AssociationBatch(IReadOnlyList<Outcome<CustomerAssociated>> Items);

/// <summary>Parents and children in hierarchies (customers R58).</summary>
public sealed class FamilyOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal FamilyOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Associates customers, each with its parent and children in one step; a bad one leaves the others. Refused as a whole:
    /// <c>customer.batch_too_large</c>; each: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.restricted</c>, <c>kin.parent_taken</c>,
    /// <c>kin.cycle</c>, <c>kin.too_deep</c>, and what <see cref="CustomerOperations.EnrolAsync"/> refuses.
    /// </summary>
    public ValueTask<Outcome<AssociationBatch>> AssociateAsync(IReadOnlyList<AssociateCustomer> customers, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return _runner.RunAsync("families.associate", _actor, options, context => FamilyFlow.Many(context, customers), cancellation);
    }

    /// <summary>
    /// Places a customer in a hierarchy. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>,
    /// <c>customer.restricted</c>, <c>kin.parent_taken</c>, <c>kin.cycle</c>, <c>kin.too_deep</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerKin>> SetAsync(SetKin command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("families.set", _actor, options, context => KinFlow.Set(context, command), cancellation);
    }

    /// <summary>Where a customer stands. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.hidden</c>.</summary>
    public ValueTask<Outcome<CustomerKin>> GetAsync(CustomerId customer, CancellationToken cancellation = default) => _runner.ReadAsync(_actor, context => KinFlow.Of(context, customer), cancellation);

    /// <summary>A customer's children, by id. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.hidden</c>.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after this id: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CustomerKin>>> ChildrenAsync(CustomerId customer, int limit = 100, long after = 0, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => KinFlow.Children(context, customer, limit, after), cancellation);
}
