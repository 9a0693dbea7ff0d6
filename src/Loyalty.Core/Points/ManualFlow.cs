namespace Loyalty;

/// <summary>How postings by hand walk (points R60, R61, transactions R41).</summary>
internal static class ManualFlow
{
    public static Outcome<PointsDeducted> Deduct(CommandContext context, DeductPoints command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        var print = new Fingerprint("deduct").With("points", command.Points).With("reason", command.Reason).With("lot", command.Lot).With("approved", command.ApprovedBy).With("asked", context.Actor.User).Value();
        var (first, conflict) = context.Repeated(context.Owner(command.Customer).Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Deducted(context, first), replayed: true);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (ManualDecisions.Reason(command.Reason, trace) is { } noReason) return noReason;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        effective = context.NotLate(account!, effective);
        var program = context.Program(effective);
        if (program.Movable(command.Points, trace, out var units) is { } immovable) return immovable;
        if (ManualDecisions.Authorise(program.Program.Manual, context.Actor.User, command.ApprovedBy, command.Points, trace) is { } unauthorised) return unauthorised;
        var hand = context.Take(account!, effective);
        var pool = hand.Points.Pool(program.PointsCurrency);
        var available = pool.Available;
        if (command.Lot is { } number)
        {
            var isLot = number >= 1 && number <= hand.Points.LastLot;
            if (trace.Fails("manual.lot", "points R60", isLot, number, "a lot of the member")) return new LotUnknown(number);
            available = pool.FindLot(number)?.Available ?? 0;
        }
        if (!program.Program.Returns.AllowDebt && trace.Fails("manual.available", "points R60", units <= available, program.Points(available), command.Points))
            return new PointsInsufficient(command.Points, program.Points(available));
        hand.Begin(EntryKind.Deduction, new EntryFacts { Reference = command.Reference }, program.Version);
        hand.Change(new ManualNoted(0, units, command.Reason.Trim(), context.Actor.User!, command.ApprovedBy));
        ManualDecisions.Deduct(hand, program.PointsCurrency, command.Lot, units);
        context.Remember(context.Owner(command.Customer).Key, command.Reference, print, RedemptionFlow.Close(context, hand));
        return context.Accept(Deducted(context, hand.OwnEntry));
    }

    public static Outcome<Goodwill> Ask(CommandContext context, AskGoodwill command) => Ask(context, command, context.Owner(command.Customer).Key, () => (context.Member(command.Customer, out var account), account));

    /// <summary>Asks for goodwill of a holder of points: a member, or a group.</summary>
    /// <param name="context">The call.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="owner">Key of the holder.</param>
    /// <param name="find">Its account, or why there is none to give to.</param>
    public static Outcome<Goodwill> Ask(CommandContext context, AskGoodwill command, long owner, Func<(Refusal? Refusal, Account? Account)> find)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        var print = new Fingerprint("goodwill").With("points", command.Points).With("reason", command.Reason).With("at_once", command.ApproveAtOnce ? 1L : null).With("asked", context.Actor.User).Value();
        var (first, conflict) = context.Repeated(owner, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(context, first), replayed: true);
        var (unknown, account) = find();
        if (unknown is not null) return unknown;
        if (ManualDecisions.Reason(command.Reason, trace) is { } noReason) return noReason;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        effective = context.NotLate(account!, effective);
        var program = context.Program(effective);
        if (program.Movable(command.Points, trace, out var units) is { } immovable) return immovable;
        if (trace.Fails("manual.user", "points R60", context.Actor.User is not null, context.Actor.User, "a user")) return new ManualUserMissing();
        if ((Members.NotEnrolled(context.Person(account!), trace) ?? Members.Stopped(context.Person(account!), program, StatusRestriction.PointsAllocation, effective, trace)) is { } stopped) return stopped;
        var user = context.Actor.User!;
        if (command.ApproveAtOnce && ManualDecisions.Authorise(program.Program.Manual, user, null, command.Points, trace) is { } unauthorised) return unauthorised;
        var id = context.Work.NextId(GoodwillRequest.All);
        var hand = context.Take(account!, effective);
        hand.Begin(EntryKind.Goodwill, new EntryFacts { Reference = command.Reference }, program.Version);
        hand.Change(new ManualNoted(id, units, command.Reason.Trim(), user, command.ApproveAtOnce ? user : null));
        if (command.ApproveAtOnce && Give(hand, program, units, trace) is { } tooLarge) return tooLarge;
        var position = RedemptionFlow.Close(context, hand);
        context.Work.Put(GoodwillRequest.All, id, new GoodwillRequest
        {
            Id = id,
            Organisation = context.Organisation,
            Customer = account!.Owner.Key,
            Currency = program.PointsCurrency,
            Units = units,
            Reason = command.Reason.Trim(),
            AskedBy = user,
            State = command.ApproveAtOnce ? RequestState.Approved : RequestState.Pending,
            DecidedBy = command.ApproveAtOnce ? user : null,
            Position = position,
            DecidedAt = command.ApproveAtOnce ? position : 0,
        });
        context.Remember(owner, command.Reference, print, position);
        return context.Accept(Told(context, hand.OwnEntry));
    }

    public static Outcome<Goodwill> Decide(CommandContext context, DecideGoodwill command) =>
        Decide(context, command, ofGroup: false, owner => (context.Member(owner.Customer, out var account), account));

    /// <summary>Decides on what was asked for a member, or for a group.</summary>
    public static Outcome<Goodwill> Decide(CommandContext context, DecideGoodwill command, bool ofGroup, Func<Owner, (Refusal? Refusal, Account? Account)> find)
    {
        var trace = context.Trace;
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        if (Find(context, command.Request, out var found) is { } unknown) return unknown;
        var request = found!;
        if (context.Trace.Fails("goodwill.holder", "points R61", new Owner(request.Customer).IsGroup == ofGroup, ofGroup ? "a member's" : "a group's", ofGroup ? "a group's" : "a member's")) return new GoodwillUnknown(command.Request);
        context.Scope = request.Scope;
        var print = new Fingerprint("goodwill.decide").With("request", request.Id).With("approve", command.Approve ? 1L : 0L).Value();
        var (keyed, conflict) = context.RepeatedKey(request.Customer, null, print);
        if (conflict is not null) return conflict;
        var wanted = command.Approve ? RequestState.Approved : RequestState.Rejected;
        if (keyed is not null || request.State == wanted) return context.Accept(Told(context, context.Work.Find(Journal.Entries, request.DecidedAt)!), replayed: true);
        if (trace.Fails("goodwill.pending", "points R61", request.State == RequestState.Pending, request.State, RequestState.Pending)) return new GoodwillDecided(command.Request, request.State);
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var (gone, account) = find(new Owner(request.Customer));
        if (gone is not null) return gone;
        effective = context.NotLate(account!, effective);
        var program = context.Program(effective);
        if (trace.Fails("manual.user", "points R60", context.Actor.User is not null, context.Actor.User, "a user")) return new ManualUserMissing();
        if (command.Approve)
        {
            if (ManualDecisions.Authorise(program.Program.Manual, request.AskedBy, context.Actor.User, program.Points(request.Units), trace) is { } unauthorised) return unauthorised;
            if ((Members.NotEnrolled(context.Person(account!), trace) ?? Members.Stopped(context.Person(account!), program, StatusRestriction.PointsAllocation, effective, trace)) is { } stopped) return stopped;
        }
        var hand = context.Take(account!, effective);
        hand.Begin(EntryKind.Goodwill, EntryFacts.None, program.Version);
        hand.Change(new ManualNoted(request.Id, request.Units, request.Reason, request.AskedBy, context.Actor.User));
        if (command.Approve && Give(hand, program, request.Units, trace) is { } tooLarge) return tooLarge;
        var position = RedemptionFlow.Close(context, hand);
        context.Work.Put(GoodwillRequest.All, request.Id, request with { State = wanted, DecidedBy = context.Actor.User, DecidedAt = position });
        context.RememberKey(request.Customer, null, print, position);
        return context.Accept(Told(context, hand.OwnEntry));
    }

    public static Outcome<Goodwill> Get(CommandContext context, GoodwillId id)
    {
        if (Find(context, id, out var request) is { } unknown) return unknown;
        context.Scope = request!.Scope;
        return context.Accept(Told(context, context.Work.Find(Journal.Entries, Math.Max(request!.Position, request.DecidedAt))!));
    }

    /// <summary>A member's requests, the newest first; each as it stands now.</summary>
    public static Outcome<Page<Goodwill>> List(CommandContext context, CustomerId customer, int limit, long? before)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", System.FormattableString.Invariant($"{limit}"), "1 to 1,000");
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        var found = new List<Goodwill>();
        long? next = null;
        foreach (var entry in EntryFold.History(context.Work, account!, before ?? long.MaxValue))
        {
            if (entry.Kind != EntryKind.Goodwill || context.Work.Find(GoodwillRequest.All, entry.Changes.OfType<ManualNoted>().First().Request)! is not { } request || request.Position != entry.Position) continue;
            if (found.Count == limit) return context.Accept(new Page<Goodwill>(found, next));
            found.Add(Show(context, context.Work.Find(Journal.Entries, Math.Max(request.Position, request.DecidedAt))!) with { Customer = customer });
            next = entry.Position;
        }
        return context.Accept(new Page<Goodwill>(found, null));
    }

    private static GoodwillUnknown? Find(CommandContext context, GoodwillId id, out GoodwillRequest? request)
    {
        request = id.Value > 0 && context.Work.Find(GoodwillRequest.All, id.Value) is { } found && found.Organisation == context.Organisation ? found with { Customer = CustomerAlias.Standing(context.Work, found.Customer) } : null;
        return context.Trace.Fails("goodwill.known", "points R61", request is not null, id.Value, "a request of the organisation") ? new GoodwillUnknown(id) : null;
    }

    private static AwardTooLarge? Give(AccountHand hand, ProgramSnapshot program, long units, Explanation trace) =>
        AwardDecisions.Open(hand, program, new AwardDecisions.Terms(AwardKind.Goodwill, 0, 0, null, program.Program.Points.Expiry), units, hand.Effective, trace) is null ? new AwardTooLarge("goodwill") : null;

    /// <summary>A request as an entry tells of it.</summary>
    private static Goodwill Told(CommandContext context, JournalEntry entry)
    {
        PointsWarnings.Settled(context, RedemptionFlow.Program(context, entry), entry);
        return Show(context, entry);
    }

    private static Goodwill Show(CommandContext context, JournalEntry entry)
    {
        var program = RedemptionFlow.Program(context, entry);
        var noted = entry.Changes.OfType<ManualNoted>().First();
        var awards = EntryAnswers.Awards(program, entry, gifts: false).Where(award => award.Rule == EntryAnswers.Goodwill).ToArray();
        var state = awards.Length > 0 ? RequestState.Approved : noted.ApprovedBy is null ? RequestState.Pending : RequestState.Rejected;
        return new Goodwill(new(noted.Request), entry.Owner.IsGroup ? default : entry.Owner.Customer, program.Points(noted.Units), noted.Reason, state, noted.AskedBy, noted.ApprovedBy, entry.Position)
        {
            Group = entry.Owner.IsGroup ? entry.Owner.Group : null,
            Award = awards.FirstOrDefault(),
            AskedAt = context.Work.Find(Journal.Entries, context.Work.Find(GoodwillRequest.All, noted.Request)!.Position)!.Effective,
            DecidedAt = noted.ApprovedBy is null ? null : entry.Effective,
        };
    }

    private static PointsDeducted Deducted(CommandContext context, JournalEntry entry)
    {
        var program = RedemptionFlow.Program(context, entry);
        var debt = PointsWarnings.Moved(program, entry, Bucket.Debt, Bucket.Deducted);
        return new(entry.Owner.Customer, program.Points(debt + PointsWarnings.Moved(program, entry, Bucket.Available, Bucket.Deducted)), program.Points(debt), EntryAnswers.Balance(program, entry), entry.Position);
    }
}
