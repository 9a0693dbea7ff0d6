namespace Loyalty;

/// <summary>What an entry says of its bill.</summary>
/// <param name="Position">The entry's position.</param>
/// <param name="Owner">Whose entry it is.</param>
/// <param name="IsSale">Whether it is an entry of a plain sale.</param>
/// <param name="Counted">The amount that counts towards tiers, 0 where none does.</param>
internal readonly record struct BillNoted(long Position, Owner Owner, bool IsSale, decimal Counted);

/// <summary>Every account, spent lot and count as the journal alone gives them.</summary>
internal sealed class Rebuild(List<string> violations)
{
    private readonly Dictionary<long, (Account Account, LotsAside Lots)> _accounts = [];
    private readonly Dictionary<RecordKey, long> _gifts = [];
    private readonly Dictionary<(long Into, long From), NodaTime.Instant> _since = [];

    /// <summary>The records of coupons as the entries give them.</summary>
    public RebuiltCoupons Coupons { get; } = new();

    /// <summary>The records of cart promotions as the entries give them.</summary>
    public RebuiltCarts Carts { get; } = new();

    /// <summary>The records of groups as the entries give them.</summary>
    public RebuiltGroups Groups { get; } = new();

    /// <summary>The records of labels, cards and parents as the entries give them.</summary>
    public RebuiltTies Ties { get; } = new();

    /// <summary>Every bill that an entry speaks of, and what the first of them says.</summary>
    public Dictionary<long, BillNoted> Bills { get; } = [];

    /// <summary>The newest seal of each customer's record.</summary>
    public Dictionary<long, ulong> Seals { get; } = [];

    /// <summary>Every rejected bill as the newest entry about it says.</summary>
    public Dictionary<long, RejectionNoted> Rejections { get; } = [];

    /// <summary>Every item of the catalogues, and when it came.</summary>
    public Dictionary<long, (ItemAdded Item, NodaTime.Instant At)> Items { get; } = [];

    /// <summary>Every bill whose evaluation was kept: its seal, and when.</summary>
    public Dictionary<long, (ulong Seal, NodaTime.Instant At)> Evaluations { get; } = [];

    /// <summary>Every request about a customer as the newest entry about it says.</summary>
    public Dictionary<long, (long Customer, RequestState State, ulong Seal)> Requests { get; } = [];

    /// <summary>The newest seal of each campaign user, 0 when it was erased.</summary>
    public Dictionary<long, ulong> CampaignUsers { get; } = [];

    /// <summary>The seals of what is kept about customers.</summary>
    public RebuiltPapers Papers { get; } = new();

    /// <summary>Positions of bills' entries that count for nothing: their customer was no member then (customers R20).</summary>
    public HashSet<long> Uncounted { get; } = [];

    public long Entries { get; private set; }

    public long Members { get; private set; }

    public long Accounts => _accounts.Count;

    public long SpentLots => _accounts.Values.Sum(each => each.Lots.Lots.LongCount());

    public int GiftsCounted => _gifts.Count;

    public Account? Account(long owner) => _accounts.TryGetValue(owner, out var found) ? found.Account : null;

    public Lot? SpentLot(long owner, long number) => _accounts.TryGetValue(owner, out var found) ? found.Lots.Find(number) : null;

    /// <summary>What each account has redeemed, less what came back.</summary>
    public IEnumerable<(long Owner, long Redeemed)> Redeemed()
    {
        foreach (var (owner, held) in _accounts)
        {
            var sum = 0L;
            foreach (var pool in held.Account.Get(PointsSection.Kind).Pools) sum += pool.Redeemed;
            if (sum != 0) yield return (owner, sum);
        }
    }

    /// <summary>The seals of members' numbers at partners.</summary>
    public IEnumerable<(long Owner, ulong Seal)> PartnerSeals()
    {
        foreach (var (owner, held) in _accounts)
            if (held.Account.Get(PartnerSection.Kind).Seal is not 0 and var seal) yield return (owner, seal);
    }

    /// <summary>The accounts that go on in others, and since when.</summary>
    public IEnumerable<(long Survivor, Alias Alias, NodaTime.Instant Since)> Aliases()
    {
        foreach (var (owner, held) in _accounts)
            if (!held.Account.Get(MembershipSection.Kind).IsMerged)
                foreach (var alias in held.Account.Get(AliasSection.Kind).All) yield return (owner, alias, _since[(owner, alias.Owner)]);
    }

    public long Gifts(RecordKey key) => _gifts.GetValueOrDefault(key);

    public void Add(JournalEntry entry)
    {
        Entries++;
        if (!_accounts.TryGetValue(entry.Owner.Key, out var held))
        {
            var begun = new Account(entry.Owner);
            held = (begun, new LotsAside(new AliasLots(() => begun, (other, number) => _accounts.TryGetValue(other, out var merged) ? merged.Lots.Find(number) : null)));
            held.Account.Edit(PointsSection.Kind).Archive = held.Lots;
            _accounts.Add(entry.Owner.Key, held);
            if (entry.Owner.IsMember) Members++;
        }
        if (entry.Facts.Bill != 0) Bills.TryAdd(entry.Facts.Bill, Noted(entry));
        var account = held.Account;
        if (entry.Number != account.Version + 1) violations.Add($"account {entry.Owner.Key}: entry number {entry.Number} at position {entry.Position} where {account.Version + 1} should be.");
        if (entry.Previous != account.LastPosition) violations.Add($"account {entry.Owner.Key}: position {entry.Position} names {entry.Previous} as the entry before it, not {account.LastPosition}.");
        for (var i = 0; i < entry.Postings.Count; i++)
            if (entry.Postings[i] is { Units: <= 0 } posting) violations.Add($"account {entry.Owner.Key}: position {entry.Position} posts {posting.Units} units.");
        try
        {
            EntryFold.Fold(account, entry);
            for (var i = 0; i < entry.Changes.Count; i++)
            {
                var change = entry.Changes[i];
                if (change is CouponChange coupons) coupons.Apply(Coupons, new CouponMoment(entry.Owner, entry.Effective, entry.Recorded));
                if (change is GroupChange groups) groups.Apply(Groups, new GroupMoment(entry.Owner.Group, OrganisationOf(entry.Owner, account), entry.Effective));
                if (change is TieChange ties) ties.Apply(Ties, new TieMoment(entry.Owner.Key, OrganisationOf(entry.Owner, account), entry.Effective));
                if (change is CartChange carts) carts.Apply(Carts, new CartMoment(entry.Owner, OrganisationOf(entry.Owner, account), entry.Effective, entry.Recorded));
            }
        }
        catch (Exception failure) when (failure is InvalidOperationException or OverflowException or StoreException)
        {
            violations.Add($"account {entry.Owner.Key}: position {entry.Position} cannot be folded: {failure.Message}");
        }
        if (entry.Facts.Bill != 0 && account.Get(MembershipSection.Kind) is var membership && (membership.Type == LoyaltyType.NonLoyalty || membership.EnrolledAt >= entry.Effective)) Uncounted.Add(entry.Position);
        for (var i = 0; i < entry.Changes.Count; i++)
        {
            var change = entry.Changes[i];
            if (change is CustomerSealed sealedRecord) Seals[entry.Owner.Key] = sealedRecord.Seal;
            if (change is ItemAdded item) Items[item.Id] = (item, entry.Recorded);
            if (change is EvaluationNoted evaluation) Evaluations[evaluation.Bill] = (evaluation.Seal, entry.Recorded);
            if (change is CampaignUserSealed campaign) CampaignUsers[campaign.User] = campaign.Seal;
            if (change is ExternalIdDrawn drawn) _gifts[ExternalIds.CounterKey(account.Get(MembershipSection.Kind).Organisation)] = drawn.Number;
            if (change is PaperSealed paper) Papers.Apply(entry, paper);
            if (change is CustomerErased erased) Erase(account, erased);
            if (change is RejectionNoted rejection) Rejections[rejection.Rejection] = rejection;
            if (change is RequestNoted request) Requests[request.Request] = (entry.Owner.Key, request.State, request.Seal);
            if (change is AliasesAdded aliases)
                foreach (var alias in aliases.Added) _since[(entry.Owner.Key, alias.Owner)] = entry.Effective;
            if (change is not GiftMoved moved) continue;
            var key = GiftDecisions.CounterKey(account.Get(MembershipSection.Kind).Organisation, moved.Gift);
            _gifts[key] = _gifts.GetValueOrDefault(key) + (moved.Taken ? 1 : -1);
        }
        Check(entry, account);
    }

    private static BillNoted Noted(JournalEntry entry)
    {
        var counted = 0m;
        for (var i = 0; i < entry.Changes.Count && counted == 0; i++)
            if (entry.Changes[i] is PurchasesMoved moved) counted = moved.Amount;
        return new(entry.Position, entry.Owner, entry.Kind == EntryKind.Sale, counted);
    }

    private void Erase(Account account, CustomerErased erased)
    {
        Papers.Erase(PaperBook.Owners(account));
        foreach (var (customer, seal) in erased.Merged) Seals[customer] = seal;
        foreach (var (request, seal) in erased.Requests)
            if (Requests.TryGetValue(request, out var asked)) Requests[request] = asked with { Seal = seal };
    }

    private static long OrganisationOf(Owner owner, Account account) => owner.IsHolder ? account.Get(MembershipSection.Kind).Organisation : owner.Organisation;

    private void Check(JournalEntry entry, Account account)
    {
        foreach (var pool in account.Get(PointsSection.Kind).Pools)
        {
            if (!pool.IsConserved) violations.Add($"account {entry.Owner.Key}: points are not conserved after position {entry.Position}.");
            if ((pool.Promised | pool.Available | pool.Held | pool.Debt | pool.Waived) < 0) violations.Add($"account {entry.Owner.Key}: a bucket is below 0 after position {entry.Position}.");
            var (promised, available, held) = (0L, 0L, 0L);
            foreach (var lot in pool.Lots)
            {
                promised += lot.Promised;
                available += lot.Available;
                held += lot.Held;
            }
            if (promised != pool.Promised || available != pool.Available || held != pool.Held) violations.Add($"account {entry.Owner.Key}: its lots do not add up to its balances after position {entry.Position}.");
            if ((pool.Holds.Count == 0 ? 0 : pool.Holds.Sum(static hold => hold.Units)) != pool.Held) violations.Add($"account {entry.Owner.Key}: its holds do not add up to what is held after position {entry.Position}.");
        }
    }
}
