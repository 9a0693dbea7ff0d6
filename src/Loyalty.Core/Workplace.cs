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
        Customers = new CustomerOperations(runner, actor);
        Labels = new LabelOperations(runner, actor);
        Cards = new CardOperations(runner, actor);
        Families = new FamilyOperations(runner, actor);
        Dossiers = new DossierOperations(runner, actor);
        Requests = new CustomerRequestOperations(runner, actor);
        Sales = new SaleOperations(runner, actor);
        Rejections = new RejectionOperations(runner, actor, SaleFlow.AddRejected);
        Items = new ItemOperations(runner, actor);
        Carts = new CartOperations(runner, actor);
        Points = new PointsOperations(runner, actor);
        Tiers = new TierOperations(runner, actor);
        Trackers = new TrackerOperations(runner, actor);
        Partners = new PartnerOperations(runner, actor);
        Gifts = new GiftOperations(runner, actor);
        Groups = new GroupOperations(runner, actor);
        Coupons = new CouponOperations(runner, actor);
        CartPromotions = new CartPromotionOperations(runner, actor);
        Openings = new OpeningOperations(runner, actor);
        Programs = new ProgramOperations(runner, actor);
    }

        internal Actor Actor { get; }

    /// <summary>Customers: enrol, update, look up, search, status.</summary>
    public CustomerOperations Customers { get; }

    /// <summary>Labels by which customers are told apart.</summary>
    public LabelOperations Labels { get; }

    /// <summary>The register of cards, and who has them.</summary>
    public CardOperations Cards { get; }

    /// <summary>Parents and children in hierarchies.</summary>
    public FamilyOperations Families { get; }

    /// <summary>What is kept about customers: notes, tickets, images, interactions.</summary>
    public DossierOperations Dossiers { get; }

    /// <summary>Requests about customers, which somebody approves or rejects.</summary>
    public CustomerRequestOperations Requests { get; }

    /// <summary>Sales: bills, checkout, return, exchange, a shop's past.</summary>
    public SaleOperations Sales { get; }

    /// <summary>The queue of rejected bills: list, try again, mark as failed.</summary>
    public RejectionOperations Rejections { get; }

    /// <summary>The catalogue of items.</summary>
    public ItemOperations Items { get; }

    /// <summary>Carts: what a checkout would do.</summary>
    public CartOperations Carts { get; }

    /// <summary>Points: redeem, hold, reverse, transfer, balances and statements.</summary>
    public PointsOperations Points { get; }

    /// <summary>Tiers: standings.</summary>
    public TierOperations Tiers { get; }

    /// <summary>Trackers: what they hold of a member.</summary>
    public TrackerOperations Trackers { get; }

    /// <summary>Partner and supplementary programs: members' links to them.</summary>
    public PartnerOperations Partners { get; }

    /// <summary>Capped gifts.</summary>
    public GiftOperations Gifts { get; }

    /// <summary>Groups of customers: make, join, leave, dissolve.</summary>
    public GroupOperations Groups { get; }

    /// <summary>Coupons: series, issue, redeem, reserve, revoke.</summary>
    public CouponOperations Coupons { get; }

    /// <summary>Cart promotions: what members hold of them, codes, uses.</summary>
    public CartPromotionOperations CartPromotions { get; }

    /// <summary>Opening balances: what members bring from another system.</summary>
    public OpeningOperations Openings { get; }

    /// <summary>The organisation's configuration.</summary>
    public ProgramOperations Programs { get; }

    /// <summary>What a member has in one of the organisation's programs; in the default one it is what is here.</summary>
    /// <param name="program">Code of the program.</param>
    public ProgramWorkplace InProgram(string program)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        return new ProgramWorkplace(_runner, Actor with { Program = program });
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
