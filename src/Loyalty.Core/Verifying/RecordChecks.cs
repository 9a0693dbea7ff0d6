namespace Loyalty;

/// <summary>Bills, redemptions, customers and claims agree with the journal, with the accounts and with each other.</summary>
internal sealed class RecordChecks(UnitOfWork work, Rebuild rebuilt, List<string> violations, CancellationToken cancellation)
{
    private readonly Dictionary<long, decimal> _returned = [];
    private readonly Dictionary<long, decimal> _saidReturned = [];
    private readonly Configurations _configurations = new();
    private readonly Dictionary<long, CustomerRules> _rules = [];
    private readonly CustomerSeals? _seals = work.Find(FileRecord.All, 1) is { } file ? new CustomerSeals(file.Secret) : null;
    private Dictionary<long, long>? _standing;
    private long _names, _requests;

    /// <summary>Claims that a record was found to stand behind; and all that are stored.</summary>
    private (long Met, long Stored) _numbers, _identifiers;
    private readonly Dictionary<long, (long Redeemed, long Organisation)> _redeemed = [];

    public void Run()
    {
        foreach (var (key, bill) in Pages.Of(work, Bill.All, cancellation))
        {
            Check(key.Number, bill);
            rebuilt.Bills.Remove(key.Number);
        }
        foreach (var (lost, noted) in rebuilt.Bills) violations.Expect(false, $"bill {lost}: position {noted.Position} speaks of it, but it is not stored");
        CheckReturned();
        foreach (var (key, redemption) in Pages.Of(work, Redemption.All, cancellation)) Check(key.Number, redemption);
        CheckRedeemed();
        foreach (var (key, request) in Pages.Of(work, GoodwillRequest.All, cancellation)) Check(key.Number, request);
        foreach (var (key, request) in Pages.Of(work, CustomerRequest.All, cancellation)) Check(key.Number, request);
        CheckRequestIndex();
        CheckPapers();
        foreach (var (key, user) in Pages.Of(work, CampaignUser.All, cancellation)) Check(key.Number, user);
        foreach (var lost in rebuilt.CampaignUsers.Where(each => each.Value != 0)) violations.Expect(false, $"campaign user {lost.Key}: the journal speaks of it, but it is not stored");
        foreach (var lost in rebuilt.Requests.Keys) violations.Expect(false, $"request {lost}: the journal speaks of it, but it is not stored");
        foreach (var (key, rejected) in Pages.Of(work, RejectedBill.All, cancellation)) Check(key.Number, rejected);
        foreach (var lost in rebuilt.Rejections.Keys) violations.Expect(false, $"rejected bill {lost}: the journal speaks of it, but it is not stored");
        foreach (var (key, item) in Pages.Of(work, Item.All, cancellation))
        {
            violations.Expect(item.Id == key.Number && rebuilt.Items.Remove(key.Number, out var added) && added.Item == new ItemAdded(item.Id, item.Sku, item.Base) && added.At == item.AddedAt, $"item {key.Number}: the journal has it otherwise");
            violations.Expect(work.Find(Claims.All, item.Claim)?.Subject == key.Number, $"item {key.Number}: its code leads elsewhere");
        }
        foreach (var lost in rebuilt.Items.Keys) violations.Expect(false, $"item {lost}: the journal speaks of it, but it is not stored");
        foreach (var (key, log) in Pages.Of(work, EvaluationLog.All, cancellation))
            violations.Expect(log.Bill == key.Number && rebuilt.Evaluations.Remove(key.Number, out var noted) && noted.At == log.At && (_seals is null || noted.Seal == log.SealBy(_seals)), $"evaluation of bill {key.Number}: the journal has it otherwise");
        // What is over may have been forgotten.
        var newest = Journal.Tail(work)?.Recorded ?? NodaTime.Instant.MinValue;
        foreach (var (bill, noted) in rebuilt.Evaluations) violations.Expect(noted.At + EvaluationLog.Kept <= newest, $"evaluation of bill {bill}: the journal speaks of it, but it is not stored");
        var customers = 0L;
        foreach (var (key, customer) in Pages.Of(work, CustomerRecord.All, cancellation))
        {
            customers++;
            Check(key.Number, customer);
        }
        CheckAliases();
        CheckPartnerNumbers();
        var names = Pages.Of(work, CustomerName.All, cancellation).LongCount();
        violations.Expect(names == _names, $"names: {names} are indexed, the customers have {_names}");
        violations.Expect(customers == rebuilt.Members, $"customers: {customers} are stored, the journal has {rebuilt.Members} members");
        CheckClaims();
        BookChecks.Carts(work, rebuilt.Carts, violations, cancellation);
        BookChecks.Ties(work, rebuilt.Ties, violations, cancellation);
        BookChecks.Groups(work, rebuilt.Groups, violations, cancellation);
        BookChecks.Coupons(work, rebuilt.Coupons, violations, cancellation);
    }

    /// <summary>The numbers of members at partners are those that the journal holds the seals of.</summary>
    private void CheckPartnerNumbers()
    {
        var members = 0L;
        // The accounts that are stored have been found to be those that the journal gives.
        foreach (var (owner, seal) in rebuilt.PartnerSeals())
        {
            // An erasure takes the numbers away, those of whoever was merged in too.
            if (IsErased(owner)) continue;
            members++;
            var isSealed = _seals is not null && work.Find(PartnerNumbers.All, owner) is { } numbers && PartnerFlow.SealOf(_seals, numbers) == seal;
            violations.Expect(isSealed, $"partner numbers of customer {owner}: they are not those that the journal speaks of");
        }
        var stored = Pages.Of(work, PartnerNumbers.All, cancellation).LongCount();
        violations.Expect(stored == members, $"partner numbers: {stored} customers' are stored, the journal has {members}");
    }

    private bool IsErased(long customer) => work.Find(Accounts.All, Standing(customer))?.Get(MembershipSection.Kind).Status == CustomerStatus.Deleted;

    private void Check(long key, Bill bill)
    {
        violations.Expect(bill.Id == key, $"bill {key}: it says that it is {bill.Id}");
        if (!bill.IsReturn && bill.ReturnedAmount != 0) _saidReturned.Add(key, bill.ReturnedAmount);
        if (IsPlain(key, bill))
        {
            CheckNumber(key, bill);
            return;
        }
        var entry = Entry(bill.Position);
        foreach (var redemption in bill.Redemptions)
            violations.Expect(work.Find(Redemption.All, redemption) is { } tied && tied.Bill == key && new Owner(Standing(tied.Customer)).Customer.Value == Standing(bill.Customer), $"bill {key}: redemption {redemption} is not tied to it");
        violations.Expect(entry is not null && (entry.Owner == bill.OwnerOfEntry() || Standing(entry.Owner.Key) == Standing(bill.Customer)), $"bill {key}: its entry {bill.Position} is not its member's");
        if (entry is null) return;
        if (bill.IsReturn)
        {
            violations.Expect(entry.Facts.OfBill == bill.OfBill, $"bill {key}: its entry returns another bill");
            violations.Expect(Claim(ClaimKind.ReturnNumber, bill) is { } own && own.Has(key), $"bill {key}: its number leads elsewhere");
            _returned[bill.OfBill] = _returned.GetValueOrDefault(bill.OfBill) + bill.Amount;
            return;
        }
        violations.Expect(entry.Facts.Bill == key, $"bill {key}: its entry is another bill's");
        CheckNumber(key, bill);
        foreach (var promotion in bill.Promotions)
            violations.Expect(promotion.Lines.Sum(each => each.Discount) == promotion.Discount, $"bill {key}: promotion {promotion.Promotion} gives {promotion.Discount}, its lines add up to another sum");
        for (var i = 0; bill.Promotions.Count > 0 && i < bill.Lines.Count; i++)
            violations.Expect(
                bill.Promotions.Sum(promotion => promotion.Lines.Where(each => each.Line == i + 1).Sum(each => each.Discount)) <= bill.Lines[i].Discount,
                $"bill {key}: promotions give line {i + 1} more than its discount");
        foreach (var voucher in bill.Vouchers)
            violations.Expect(entry.Changes.Any(change => change is CartPromotionUsed used && used.Code == voucher.Code && used.Count.Discount == voucher.Paid), $"bill {key}: its entry has not used the voucher {voucher.Code} for {voucher.Paid}");
        violations.Expect(bill.Worths.Count == 0 || bill.Worths.Sum(piece => piece.Amount) == bill.Lines.Sum(line => line.Amount), $"bill {key}: what its units are worth when they come back is not what was paid");
        violations.Expect(
            entry.Kind == EntryKind.NotInterestedSale == bill.IsAnonymous && (bill.IsAnonymous || entry.Kind == EntryKind.OutlierSale == bill.IsOutlier), $"bill {key}: its entry is of another kind");
        if (bill.More is { Retro: not 0 and var other })
            violations.Expect(work.Find(Bill.All, other)?.More is { Retro: var back } && back == key && (bill.IsAnonymous || (entry.Kind == EntryKind.Sale && entry.Facts.OfBill == other)), $"bill {key}: it does not agree with bill {other}, which it was or became");
        violations.Expect(bill.Amount == 0 || bill.IsOutlier || bill.IsAnonymous || rebuilt.Uncounted.Contains(entry.Position) || entry.Changes.Any(change => change is PurchasesMoved moved && moved.Amount == bill.Amount) || !IsIn(entry), $"bill {key}: its entry counts another amount than {bill.Amount}");
    }

    /// <summary>Whether the default program takes bills of the store that the entry is of.</summary>
    private bool IsIn(JournalEntry entry) => _configurations.Version(work, entry.Configuration) is var program && (program.Program.Stores.Count == 0 || program.TakesBillsOf(entry.Place == 0 ? null : work.Find(Place.ByNumber, entry.Place)?.Store));

    /// <summary>Whether it is a sale with nothing beside it, and all that its entry says of it was met when the journal was read: it need not be read again.</summary>
    private bool IsPlain(long key, Bill bill) =>
        bill is { IsReturn: false, More: null, Redemptions.Count: 0, Promotions.Count: 0, Vouchers.Count: 0, Worths.Count: 0 }
        && rebuilt.Bills.TryGetValue(key, out var noted) && noted.Position == bill.Position && noted.IsSale && noted.Owner == bill.OwnerOfEntry() && noted.Counted == bill.Amount;

    private void CheckNumber(long key, Bill bill)
    {
        var isFound = Claim(ClaimKind.BillNumber, bill)?.Has(key) == true;
        if (isFound) _numbers.Met++;
        violations.Expect(isFound, $"bill {key}: its number leads elsewhere");
    }

    private void CheckReturned()
    {
        foreach (var (key, said) in _saidReturned)
        {
            _returned.Remove(key, out var returned);
            violations.Expect(said == returned, $"bill {key}: {said} of it is said to be returned, its returns add up to {returned}");
        }
        foreach (var (key, returned) in _returned)
            if (returned != 0 && work.Find(Bill.All, key) is { IsReturn: false })
                violations.Expect(false, $"bill {key}: {0m} of it is said to be returned, its returns add up to {returned}");
    }

    private void Check(long key, Redemption redemption)
    {
        var entry = Entry(redemption.Position);
        violations.Expect(redemption.Id == key, $"redemption {key}: it says that it is {redemption.Id}");
        violations.Expect(entry is not null && Standing(entry.Owner.Key) == Standing(redemption.Customer) && entry.Facts.Redemption == key, $"redemption {key}: its entry {redemption.Position} is not its own");
        violations.Expect(redemption.EndedAt == 0 || (Entry(redemption.EndedAt) is { } ended && ended.Facts.Redemption == key), $"redemption {key}: its last entry {redemption.EndedAt} is not its own");
        violations.Expect(redemption.Draws.Sum(draw => draw.Units) == redemption.Units && redemption.CameBack >= 0 && redemption.CameBack <= redemption.Units, $"redemption {key}: its draws do not add up");
        violations.Expect(redemption.Bill == 0 || (work.Find(Bill.All, redemption.Bill) is { } bill && bill.Redemptions.Contains(key)), $"redemption {key}: bill {redemption.Bill} does not name it");
        var customer = Standing(redemption.Customer);
        var sum = _redeemed.GetValueOrDefault(customer);
        _redeemed[customer] = (sum.Redeemed + redemption.Left, redemption.Organisation);
    }

    /// <summary>A request is what the entries that asked for it and decided it say.</summary>
    private void Check(long key, GoodwillRequest request)
    {
        violations.Expect(request.Id == key && Says(request.Position, out var asked) && asked.AskedBy == request.AskedBy, $"goodwill {key}: its entry {request.Position} is not its own");
        var isDecided = request.State != RequestState.Pending;
        violations.Expect(
            isDecided == (request.DecidedAt != 0) && (!isDecided || (Says(request.DecidedAt, out var decided) && decided.ApprovedBy == request.DecidedBy
                && Entry(request.DecidedAt)!.Changes.Any(change => change is LotOpened) == (request.State == RequestState.Approved))),
            $"goodwill {key}: it is {request.State}, the entry that decided it says otherwise");

        bool Says(long position, out ManualNoted noted)
        {
            noted = Entry(position) is { Kind: EntryKind.Goodwill } entry && Standing(entry.Owner.Key) == Standing(request.Customer) ? entry.Changes.OfType<ManualNoted>().FirstOrDefault()! : null!;
            return noted is not null && noted.Request == key && noted.Units == request.Units && noted.Reason == request.Reason;
        }
    }

    private void Check(long key, CustomerRequest request)
    {
        _requests++;
        rebuilt.Requests.Remove(key, out var noted);
        violations.Expect(request.Id == key && noted.Customer == request.Customer && noted.State == request.State, $"request {key}: the journal has it otherwise");
        if (_seals is not null) violations.Expect(noted.Seal == RequestNoted.SealOf(_seals, request), $"request {key}: its record is not the one that the journal seals");
        if (request.Claim is { } one && request.State == RequestState.Pending) violations.Expect(work.Find(Claims.All, one)?.Subject == key, $"request {key}: its bill does not lead to it");
        foreach (var customer in request.Waiting)
            violations.Expect(OpenRequests.Of(work, request.Organisation, customer).Contains(key) == (request.State == RequestState.Pending), $"request {key}: customer {customer} waits for it, or does not, against its state");
    }

    private void Check(long key, CampaignUser user)
    {
        rebuilt.CampaignUsers.Remove(key, out var seal);
        violations.Expect(user.Id == key && seal != 0 && (_seals is null || seal == CampaignUsers.SealOf(_seals, user)), $"campaign user {key}: its record is not the one that the journal seals");
        foreach (var claimed in user.Keys()) violations.Expect(work.Find(Claims.All, claimed)?.Subject == key, $"campaign user {key}: one of its identifiers leads elsewhere");
    }

    private void CheckRequestIndex()
    {
        var rows = 0L;
        foreach (var (key, row) in Pages.Of(work, RequestIndex.All, cancellation))
        {
            rows++;
            violations.Expect(work.Find(CustomerRequest.All, row.Request) is { } request && RequestIndex.Keys(request).Contains(key), $"request {row.Request}: a row of its index leads elsewhere");
        }
        violations.Expect(rows == _requests * RequestIndex.RowsEach, $"requests: {rows} rows of the index are stored for {_requests} requests");
    }

    /// <summary>What is kept about customers is what the journal holds the seals of.</summary>
    private void CheckPapers()
    {
        var papers = 0L;
        foreach (var (key, paper) in Pages.Of(work, CustomerPaper.All, cancellation))
        {
            papers++;
            var (customer, kind, number) = CustomerPaper.Parse(key);
            var seal = rebuilt.Papers.Seal(customer, kind, number);
            violations.Expect(seal is not null && paper.Kind == kind && (_seals is null || seal == PaperBook.SealOf(_seals, paper)), $"{kind} {number} of customer {customer}: it is not the one that the journal seals");
        }
        violations.Expect(papers == rebuilt.Papers.Count, $"papers: {papers} are stored, the journal has {rebuilt.Papers.Count}");
    }

    private void Check(long key, RejectedBill rejected)
    {
        violations.Expect(rejected.Id == key && rebuilt.Rejections.Remove(key, out var noted) && (_seals is null || noted.Equals(rejected.Note(_seals, noted.ReasonsBefore))), $"rejected bill {key}: the journal has it otherwise");
        violations.Expect(work.Find(Claims.All, rejected.Claim) is { } claim && (claim.Subject == key || (rejected.State == RejectionState.Fixed && claim.Subject > key)), $"rejected bill {key}: it is not found by its content");
        violations.Expect(
            rejected.FixedAs == 0 || work.Find(Bill.All, rejected.FixedAs) is { } bill && bill.Organisation == rejected.Organisation && (rejected.Bill.Number.AsSpan().Trim().Length == 0 || Bill.Normal(bill.Number) == Bill.Normal(rejected.Bill.Number)),
            $"rejected bill {key}: bill {rejected.FixedAs} is not what became of it");
    }

    /// <summary>What the accounts have redeemed is what the redemptions say, less what came back.</summary>
    private void CheckRedeemed()
    {
        foreach (var (owner, redeemed) in rebuilt.Redeemed())
            violations.Expect(_redeemed.GetValueOrDefault(owner).Redeemed == redeemed, $"account {owner}: {redeemed} units are redeemed, its redemptions add up to {_redeemed.GetValueOrDefault(owner).Redeemed}");
    }

    private void Check(long key, CustomerRecord customer)
    {
        violations.Expect(customer.Id == key, $"customer {key}: it says that it is {customer.Id}");
        var membership = rebuilt.Account(key)?.Get(MembershipSection.Kind);
        violations.Expect(customer.Merged is not null == (membership?.IsMerged ?? false), $"customer {key}: the journal says otherwise whether it was merged");
        violations.Expect(membership is not null && membership.Organisation == customer.Organisation, $"customer {key}: the journal has it otherwise");
        if (_seals is not null) violations.Expect(rebuilt.Seals.GetValueOrDefault(key) == CustomerBook.SealOf(_seals, customer), $"customer {key}: its record is not the one that the journal seals");
        var rules = Rules(customer.Organisation);
        foreach (var claimed in IdentifierClaims.Keys(customer, rules))
        {
            var isFound = work.Find(Claims.All, claimed)?.Subject == key;
            if (isFound) _identifiers.Met++;
            violations.Expect(customer.Merged is not null || isFound, $"customer {key}: one of its identifiers leads elsewhere");
        }
        foreach (var claimed in IdentifierClaims.IsElsewhere(customer) ? IdentifierClaims.ElsewhereKeys(customer, rules) : [])
            violations.Expect(work.Find(Claims.All, claimed)?.Subjects.Contains(key) == true, $"customer {key}: one of its identifiers is not found from other sources");
        foreach (var name in CustomerName.Keys(customer))
        {
            _names++;
            violations.Expect(work.Find(CustomerName.All, name)?.Customer == key, $"customer {key}: its name is not found");
        }
    }

    /// <summary>Whoever was merged away leads to the account in which its history goes on.</summary>
    private void CheckAliases()
    {
        var expected = rebuilt.Aliases().Where(each => !new Owner(each.Alias.Owner).IsInProgram).ToDictionary(each => each.Alias.Owner);
        foreach (var (key, alias) in Pages.Of(work, CustomerAlias.All, cancellation))
        {
            violations.Expect(
                expected.Remove(key.Number, out var given) && given.Survivor == alias.Survivor && given.Alias.LotsFrom == alias.LotsFrom && given.Since == alias.Since,
                $"customer {key}: it leads to customer {alias.Survivor}, the journal says otherwise");
        }
        foreach (var lost in expected.Keys) violations.Expect(false, $"customer {lost}: it was merged, but whom into is not stored");
    }

    /// <summary>Who stands for a customer, as the journal says.</summary>
    private long Standing(long customer) => (_standing ??= rebuilt.Aliases().ToDictionary(each => each.Alias.Owner, each => each.Survivor)).GetValueOrDefault(customer, customer);

    private CustomerRules Rules(long organisation)
    {
        if (!_rules.TryGetValue(organisation, out var rules)) _rules.Add(organisation, rules = _configurations.Newest(work, organisation).Organisation.Customers);
        return rules;
    }

    /// <summary>
    /// Every claim leads to something that has it. A bill's number and an identifier were looked for from the record's side already: where as many
    /// were found as there are, each was, and only else are they gone through to say which was not.
    /// </summary>
    private void CheckClaims()
    {
        foreach (var (key, claim) in Pages.Of(work, Claims.All, cancellation))
        {
            switch ((ClaimKind)key.Bytes[0])
            {
                case ClaimKind.BillNumber: _numbers.Stored += 1 + claim.Others.Length; break;
                case ClaimKind.Identifier: _identifiers.Stored++; break;
                default: Check(key, claim); break;
            }
        }
        if (_numbers.Met != _numbers.Stored) CheckClaims(ClaimKind.BillNumber);
        if (_identifiers.Met != _identifiers.Stored) CheckClaims(ClaimKind.Identifier);
    }

    private void CheckClaims(ClaimKind kind)
    {
        foreach (var (key, claim) in Pages.Of(work, Claims.All, Claims.Of(kind), cancellation)) Check(key, claim);
    }

    private void Check(in RecordKey key, Claim claim)
    {
        var (kind, organisation, owner, text) = Claims.Parse(key);
        var holds = kind switch
        {
            ClaimKind.Identifier => work.Find(CustomerRecord.All, claim.Subject) is { } customer && customer.Organisation == organisation && IdentifierClaims.Keys(customer, Rules(organisation)).Contains(key),
            ClaimKind.CampaignIdentifier => work.Find(CampaignUser.All, claim.Subject) is { } user && user.Organisation == organisation && user.Keys().Contains(key),
            ClaimKind.OpenRequests => claim.Subjects.Count > 0 && claim.Subjects.All(id => work.Find(CustomerRequest.All, id) is { State: RequestState.Pending } open && open.Waiting.Contains(owner)),
            ClaimKind.IdentifierElsewhere => IsElsewhere(key, organisation, claim),
            ClaimKind.BillNumber => claim.Subjects.Count > 0 && claim.Subjects.All(id => work.Find(Bill.All, id) is { IsReturn: false } bill && Bill.Normal(bill.Number) == text),
            ClaimKind.ReturnNumber => claim.Subjects.All(id => work.Find(Bill.All, id) is { IsReturn: true } back && Bill.Normal(back.Number) == text),
            ClaimKind.Reference => Entry(claim.Subject) is { } entry && entry.Owner.Key == owner && entry.Facts.Reference == text,
            // A configuration saved again as it was is answered by the entry that made it.
            ClaimKind.Key => Entry(claim.Subject) is { } keyed && (keyed.Key == text || keyed.Kind == EntryKind.Configuration) && (owner == 0 || keyed.Owner.Key == owner),
            ClaimKind.CartRedemption => Entry(claim.Subject) is { Kind: EntryKind.CartRedemption } redemption && redemption.Owner.Key == owner && redemption.Changes.OfType<CartRedemptionReported>().Any(each => each.Key == text),
            ClaimKind.CartCode or ClaimKind.CartEvaluation => rebuilt.Carts.Records.Has(key, claim),
            ClaimKind.RejectedBill => work.Find(RejectedBill.All, claim.Subject) is { } rejected && rejected.Claim == key && claim.Subjects.Count == 2 && claim.Fingerprint == 0
                && Entry(claim.Subjects[1]) is { Kind: EntryKind.BillRejection } rejection && rejection.Changes.OfType<RejectionNoted>().Any(note => note.Rejection == claim.Subject),
            ClaimKind.RetroRequest => work.Find(CustomerRequest.All, claim.Subject) is { State: RequestState.Pending } asked && asked.Claim == key && claim.Fingerprint == 0 && claim.Subjects.Count == 1,
            ClaimKind.ItemCode => work.Find(Item.All, claim.Subject) is { } item && item.Claim == key && claim.Fingerprint == 0 && claim.Subjects.Count == 1,
            ClaimKind.LabelName or ClaimKind.CardNumber => rebuilt.Ties.Records.Has(key, claim),
            ClaimKind.GroupExternalId => rebuilt.Groups.Records.Has(key, claim),
            _ => rebuilt.Coupons.Records.Has(key, claim),
        };
        violations.Expect(holds, $"claim {kind} of organisation {organisation}: it leads to nothing that has it");
    }

    private bool IsElsewhere(RecordKey key, long organisation, Claim claim)
    {
        foreach (var subject in claim.Subjects)
            if (work.Find(CustomerRecord.All, subject) is not { } customer || customer.Organisation != organisation || !IdentifierClaims.ElsewhereKeys(customer, Rules(organisation)).Contains(key)) return false;
        return claim.Subjects.Count > 0;
    }

    private Claim? Claim(ClaimKind kind, Bill bill) => work.Find(Claims.All, Claims.Key(kind, bill.Organisation, 0, Bill.Normal(bill.Number)));

    private JournalEntry? Entry(long position) => position > 0 ? work.Find(Journal.Entries, position) : null;
}
