namespace Loyalty;

/// <summary>
/// Who calls: an organisation, and with <see cref="AtStore"/>, <see cref="AtTill"/> and <see cref="As"/> the place and the user, which
/// entries and bills record. Cheap and immutable; all operations start here.
/// </summary>
public sealed class Workplace
{
    private readonly CommandRunner _runner;

    internal Workplace(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        Actor = actor;
    }

    internal Actor Actor { get; }

    /// <summary>Customers: enrol, update, look up, search, status.</summary>
    public CustomerOperations Customers => field ??= new(_runner, Actor);

    /// <summary>Labels by which customers are told apart.</summary>
    public LabelOperations Labels => field ??= new(_runner, Actor);

    /// <summary>The register of cards, and who has them.</summary>
    public CardOperations Cards => field ??= new(_runner, Actor);

    /// <summary>Parents and children in hierarchies.</summary>
    public FamilyOperations Families => field ??= new(_runner, Actor);

    /// <summary>What is kept about customers: notes, tickets, images, interactions.</summary>
    public DossierOperations Dossiers => field ??= new(_runner, Actor);

    /// <summary>Requests about customers, which somebody approves or rejects.</summary>
    public CustomerRequestOperations Requests => field ??= new(_runner, Actor);

    /// <summary>Sales: bills, checkout, return, exchange, a shop's past.</summary>
    public SaleOperations Sales => field ??= new(_runner, Actor);

    /// <summary>The queue of rejected bills: list, try again, mark as failed.</summary>
    public RejectionOperations Rejections => field ??= new(_runner, Actor, SaleFlow.AddRejected);

    /// <summary>The catalogue of items.</summary>
    public ItemOperations Items => field ??= new(_runner, Actor);

    /// <summary>Carts: what a checkout would do.</summary>
    public CartOperations Carts => field ??= new(_runner, Actor);

    /// <summary>Points: redeem, hold, reverse, transfer, balances and statements.</summary>
    public PointsOperations Points => field ??= new(_runner, Actor);

    /// <summary>Tiers: standings.</summary>
    public TierOperations Tiers => field ??= new(_runner, Actor);

    /// <summary>Trackers: what they hold of a member.</summary>
    public TrackerOperations Trackers => field ??= new(_runner, Actor);

    /// <summary>Partner and supplementary programs: members' links to them.</summary>
    public PartnerOperations Partners => field ??= new(_runner, Actor);

    /// <summary>Capped gifts.</summary>
    public GiftOperations Gifts => field ??= new(_runner, Actor);

    /// <summary>Groups of customers: make, join, leave, dissolve.</summary>
    public GroupOperations Groups => field ??= new(_runner, Actor);

    /// <summary>Coupons: series, issue, redeem, reserve, revoke.</summary>
    public CouponOperations Coupons => field ??= new(_runner, Actor);

    /// <summary>Cart promotions: what members hold of them, codes, uses.</summary>
    public CartPromotionOperations CartPromotions => field ??= new(_runner, Actor);

    /// <summary>Opening balances: what members bring from another system.</summary>
    public OpeningOperations Openings => field ??= new(_runner, Actor);

    /// <summary>The organisation's configuration.</summary>
    public ProgramOperations Programs => field ??= new(_runner, Actor);

    /// <summary>What a member has in one of the organisation's programs; in the default one it is what is here.</summary>
    /// <param name="program">Code of the program.</param>
    public ProgramWorkplace InProgram(string program)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        return new ProgramWorkplace(_runner, Actor with { Program = program });
    }

    /// <summary>
    /// The same place, for reads of one state: whatever is read here and in handles made from it is as it was at the moment's first read, until it
    /// is disposed. A simulation is of that state too; a command throws.
    /// </summary>
    public Workplace During(Moment moment)
    {
        ArgumentNullException.ThrowIfNull(moment);
        return new Workplace(_runner, Actor with { Moment = moment });
    }

    /// <summary>The same organisation, at a store.</summary>
    /// <param name="store">Code of the store.</param>
    public Workplace AtStore(string store)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(store);
        return new Workplace(_runner, Actor with { Store = store, Till = null });
    }

    /// <summary>The same organisation, at a till. A till not yet known is registered on first use, in the store named or the only one.</summary>
    /// <param name="till">Code of the till.</param>
    /// <param name="store">Code of its store; absent: the one the till is known in, or the organisation's only store.</param>
    public Workplace AtTill(string till, string? store = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(till);
        return new Workplace(_runner, Actor with { Store = store ?? Actor.Store, Till = till });
    }

    /// <summary>The same place, for a user.</summary>
    /// <param name="user">The user's name or number in the caller's own terms, up to 100 characters; it is written into entries, so no personal data.</param>
    public Workplace As(string user)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        return new Workplace(_runner, Actor with { User = user });
    }
}
