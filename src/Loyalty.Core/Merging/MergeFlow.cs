using NodaTime;

namespace Loyalty;

/// <summary>How a merge walks: two accounts, two entries, one commit, each concept moving what it owns (customers R35-R37).</summary>
internal static class MergeFlow
{
    public static Outcome<CustomersMerged> Merge(CommandContext context, MergeCustomers command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Text.Check("Reason", command.Reason, 250)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("merge").With("survivor", command.Survivor.Value).With("reason", command.Reason).Value();
        var (first, conflict) = context.RepeatedKey(command.Victim.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, first), replayed: true);
        if (Carry(context, command, effective, context.Header, out var entry) is { } refusal) return refusal;
        context.RememberKey(command.Victim.Value, null, print, entry!.Position);
        return context.Accept(Answer(context, entry));
    }

    /// <summary>Carries a merge out, as a command of its own or as part of another; gives the victim's entry, or the refusal.</summary>
    /// <param name="context">The call.</param>
    /// <param name="command">Whom to merge into whom.</param>
    /// <param name="effective">When it counts.</param>
    /// <param name="header">What the victim's entry says of the call; without a key where the merge is not the command's own entry.</param>
    /// <param name="entry">The victim's entry.</param>
    /// <param name="changed">The victim's record as the command changes it first; absent: as it is stored.</param>
    public static Refusal? Carry(CommandContext context, MergeCustomers command, Instant effective, EntryHeader header, out JournalEntry? entry, CustomerRecord? changed = null)
    {
        entry = null;
        if (MergeDecisions.Check(context, command, out var victim, out var survivor) is { } refusal) return refusal;
        var (left, joined) = (CustomerViews.Record(context, command.Victim)!, CustomerViews.Record(context, command.Survivor)!);
        var (leftAfter, joinedAfter) = MergedRecords.Of(CustomerLookUp.Organisation(context).Customers, changed ?? left, joined);
        // Both sides, and the group that the victim leaves, count at one time, and are judged by its version: where one account has a later entry, all do as of now.
        var group = Groups.Of(victim!) is { } its ? context.KnownGroup(its)!.LastEffective : Instant.MinValue;
        var last = Instant.Max(group, Instant.Max(victim!.LastEffective, survivor!.LastEffective));
        if (Instant.Max(last, MergedPrograms.LastEffective(context, command)) > effective) effective = context.Recorded;
        var program = context.Program(effective);
        var (from, into) = (context.Take(victim, effective), context.Take(survivor, effective));
        from.Begin(EntryKind.MergedAway, new EntryFacts { Counterpart = command.Survivor.Value }, program.Version);
        into.Begin(EntryKind.MergedIn, new EntryFacts { Counterpart = command.Victim.Value }, program.Version);
        var lotsFrom = into.Points.LastLot;
        MergedPoints.Move(from, into);
        MergedTiers.Move(from, into, program);
        MergedTrackers.Move(from, into, program, lotsFrom);
        MergedTallies.Move(from, into);
        MergedPartners.Move(from, into, context);
        CustomerTies.Move(from, into, context);
        MergedGifts.Move(from, into);
        MergedGroups.Move(from, into, context, header);
        MergedCoupons.Move(from, into, context);
        MergedCarts.Move(from, into, context);
        ReservationsMoved.Move(from, into);
        MergedPrograms.Move(context, command, effective, program, header with { Key = null });
        into.Change(MergeDecisions.Joined(from.Account.Get(MembershipSection.Kind), into.Account.Get(MembershipSection.Kind), effective));
        from.Change(new MergedAway(command.Survivor.Value, command.Reason));
        CustomerBook.Seal(context, from, leftAfter);
        CustomerBook.Seal(context, into, joinedAfter);
        into.Finish();
        into.Close(context.Work, header with { Key = null });
        from.Change(new TransferLinked(into.OwnEntry.Position));
        from.Finish();
        from.Close(context.Work, header);
        CustomerBook.Put(context, left, leftAfter);
        CustomerBook.Put(context, joined, joinedAfter);
        foreach (var alias in into.OwnEntry.Changes.OfType<AliasesAdded>().SelectMany(change => change.Added))
            context.Work.Put(CustomerAlias.All, alias.Owner, new CustomerAlias(command.Survivor.Value, alias.LotsFrom, effective));
        entry = from.OwnEntry;
        return null;
    }

    /// <summary>The merges into a customer, or of one that was merged away itself, the newest first.</summary>
    public static Outcome<IReadOnlyList<MergeLogRow>> Log(CommandContext context, CustomerId customer)
    {
        if (context.Known(customer) is not { } account) return new CustomerUnknown(customer.ToString());
        var owners = account.Get(AliasSection.Kind).All.Select(alias => alias.Owner);
        if (account.Get(MembershipSection.Kind).IsMerged) owners = owners.Prepend(customer.Value);
        return context.Accept<IReadOnlyList<MergeLogRow>>([.. owners.Select(owner => Row(context, new CustomerId(owner))).OrderByDescending(row => row.Position)]);
    }

    private static MergeLogRow Row(CommandContext context, CustomerId victim)
    {
        // A victim does nothing any more: its last entry is its merge.
        var entry = context.Work.Find(Journal.Entries, Accounts.Find(context.Work, Owner.Of(victim))!.LastPosition)!;
        var away = entry.Changes.OfType<MergedAway>().First();
        var known = context.Work.Find(CustomerRecord.All, victim.Value)!.Merged!;
        var place = entry.Place == 0 ? null : context.Work.Find(Place.ByNumber, entry.Place);
        return new(victim, new(away.Survivor), known.Mobile, known.ExternalId, away.Reason, entry.User, place?.Store, place?.Till, entry.Effective, entry.Position);
    }

    private static CustomersMerged Answer(CommandContext context, JournalEntry entry)
    {
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var into = context.Work.Find(Journal.Entries, entry.Changes.OfType<TransferLinked>().First().Other)!;
        return new(
            new(entry.Owner.Key), new(into.Owner.Key), Came(Bucket.Available), Came(Bucket.Promised), EntryAnswers.Balance(program, into), entry.Effective, entry.Position);

        decimal Came(Bucket bucket) =>
            program.Points(into.Postings.Where(posting => posting.Source == Bucket.Transferred && posting.Target == bucket && posting.Currency == program.PointsCurrency).Sum(posting => posting.Units));
    }
}
