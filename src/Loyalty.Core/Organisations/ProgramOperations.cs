using NodaTime;

namespace Loyalty;

/// <summary>A version of the configuration.</summary>
/// <param name="Version">Its number.</param>
/// <param name="From">Since when it is in force; the first covers all time before it too.</param>
/// <param name="Definition">The configuration.</param>
/// <param name="IsNew">Whether saving made it; equal content makes none.</param>
public sealed record ProgramVersion(long Version, Instant From, LoyaltyDefinition Definition, bool IsNew);

/// <summary>The configuration has faults; all are listed.</summary>
public sealed record DefinitionRefused(IReadOnlyList<DefinitionFault> Faults)
    : Refusal("program.invalid", null, string.Join("; ", Faults.Select(fault => fault.ToString())));

/// <summary>What is in force is another version than the configuration was made from: read it again.</summary>
/// <param name="InForce">Number of the version in force.</param>
public sealed record ProgramChanged(long InForce) : Refusal("program.changed", null, FormattableString.Invariant($"Version {InForce} is in force, another than the configuration was made from."));

/// <summary>Tiers are reached by a measure that never falls by itself, and may be lost: who loses one is raised again by the next event (tiers R37).</summary>
public sealed record TierLostAndRegained() : Warning("tier.lifetime_measure_with_downgrade", "A tier can be lost that a lifetime measure gives back with the next event.");

/// <summary>A case gives points with every event for which it holds, and no limit is set (trackers, codes).</summary>
/// <param name="Tracker">Name of the tracker.</param>
/// <param name="Case">Name of the case.</param>
public sealed record TrackerCaseRepeats(string Tracker, string Case) : Warning("trackers.case_repeats", $"Case '{Case}' of tracker '{Tracker}' gives points with every event for which it holds, without a limit.");

/// <summary>The configuration of an organisation.</summary>
public sealed class ProgramOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal ProgramOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Puts a configuration in force from now, without a restart. Content equal to the one in force makes no version.
    /// Refused: <c>program.invalid</c> with all faults, <c>time.not_allowed</c>.
    /// </summary>
    public ValueTask<Outcome<ProgramVersion>> SaveAsync(LoyaltyDefinition definition, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return _runner.RunAsync("programs.save", _actor, options, context => Save(context, context.Work.Find(Configurations.Organisations, context.Organisation)!, definition), cancellation);
    }

    /// <summary>
    /// The same, if what is in force is one of the versions it was made from, so that nobody's change is lost. Refused besides:
    /// <c>program.changed</c>; a repeated key gives the first answer whatever is in force by now.
    /// </summary>
    /// <param name="definition">The configuration.</param>
    /// <param name="over">Numbers of versions that it may follow.</param>
    /// <param name="options">Key and simulation.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public ValueTask<Outcome<ProgramVersion>> SaveOverAsync(LoyaltyDefinition definition, IReadOnlyCollection<long> over, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(over);
        return _runner.RunAsync("programs.save", _actor, options, context => Save(context, context.Work.Find(Configurations.Organisations, context.Organisation)!, definition, over), cancellation);
    }

    /// <summary>The configuration in force now.</summary>
    public ValueTask<Outcome<ProgramVersion>> CurrentAsync(CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context =>
        {
            var record = context.Work.Find(Configurations.Organisations, context.Organisation)!;
            var newest = record.Versions[^1];
            return new Outcome<ProgramVersion>(new ProgramVersion(newest.Number, newest.From, context.Configurations.Version(context.Work, newest.Number).Definition, false));
        }, cancellation);

    /// <summary>At open: the organisation is made when it is new.</summary>
    internal static Outcome<ProgramVersion> PutInForce(CommandRunner runner, LoyaltyDefinition definition) =>
        runner.RunAsync("programs.open", new Actor(0, null, null, null), null, context =>
        {
            var known = Configurations.All(context.Work).FirstOrDefault(each => each.Code == definition.Organisation.Code);
            return known is null ? Create(context, definition) : Save(context, known, definition);
        }, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static Outcome<ProgramVersion> Create(CommandContext context, LoyaltyDefinition definition)
    {
        var number = context.Work.NextId(Configurations.Organisations);
        return Put(context, new OrganisationRecord(number, definition.Organisation.Code, []), definition, definition.ToJson(), PrintOf(definition));
    }

    private static Outcome<ProgramVersion> Save(CommandContext context, OrganisationRecord record, LoyaltyDefinition definition, IReadOnlyCollection<long>? over = null)
    {
        var faults = DefinitionCheck.Faults(definition);
        NoteFaults(context.Trace, "program.valid", faults);
        if (faults.Count > 0) return new DefinitionRefused(faults);
        var print = PrintOf(definition);
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (Programs(definition).Any(program => program.TierRules.Measure is TierMeasure.CumulativePurchases or TierMeasure.CumulativePoints && program.Tiers.Any(tier => tier.Expires && tier.Renewal is not null))) context.Warn(new TierLostAndRegained());
        foreach (var tracker in Programs(definition).SelectMany(program => program.Trackers))
            foreach (var each in tracker.Cases)
                if (each is { Fires: TrackerFires.Event, Limit: null, Award: not null }) context.Warn(new TrackerCaseRepeats(tracker.Name, each.Name));
        // A key whose content was in force already leads to the entry that had put it there under another key, or none.
        if (first is not null) return context.Accept(new ProgramVersion(first.Configuration, first.Effective, definition, first.Key == context.Options.Key), replayed: true);
        var inForce = record.Versions[^1].Number;
        if (over is not null && context.Trace.Fails("program.over", null, over.Contains(inForce), inForce, context.Trace.IsWanted ? string.Join(", ", over) : "")) return new ProgramChanged(inForce);
        if (context.Options.EffectiveTime is { } given && context.Trace.Fails("program.from_now", null, Ticks.Floor(given) == context.Recorded, given, context.Recorded))
            return new EffectiveTimeNotAllowed(given, "now, or none: a version is in force from when it is saved");
        var current = context.Configurations.Version(context.Work, record.Versions[^1].Number);
        return Replace(context, record, current, definition, print);
    }

    /// <summary>
    /// Changes what is in force as a part of another command, which minds its key by the fingerprint given. Nobody else may hold a list of what the
    /// change puts in.
    /// </summary>
    internal static Outcome<ProgramVersion> Change(CommandContext context, Func<LoyaltyDefinition, LoyaltyDefinition> change, ulong print)
    {
        var record = context.Work.Find(Configurations.Organisations, context.Organisation)!;
        var current = context.Configurations.Version(context.Work, record.Versions[^1].Number);
        var definition = change(current.Definition);
        var faults = DefinitionCheck.Faults(definition);
        NoteFaults(context.Trace, "program.valid", faults);
        return faults.Count > 0 ? new DefinitionRefused(faults) : Replace(context, record, current, definition, print, isOwn: true);
    }

    /// <summary>
    /// Puts one cart promotion into what is in force, which has some already, as a part of another command. Checked, compared and written is this
    /// one alone: what else there is stays as it was checked. Nobody else may hold a list of the promotion.
    /// </summary>
    /// <param name="context">The command.</param>
    /// <param name="promotion">The promotion.</param>
    /// <param name="before">The one in whose place it is put, or null.</param>
    /// <param name="print">Fingerprint of the command.</param>
    internal static Outcome<ProgramVersion> Put(CommandContext context, CartPromotionDefinition promotion, CartPromotionDefinition? before, ulong print)
    {
        var record = context.Work.Find(Configurations.Organisations, context.Organisation)!;
        var current = context.Configurations.Version(context.Work, record.Versions[^1].Number);
        var put = new PromotionsPut();
        put.AddEarlier(promotion);
        var definition = put.In(current.Definition);
        var faults = CartPromotionCheck.OfLast(definition.Program, promotion);
        NoteFaults(context.Trace, "program.valid", faults);
        if (faults.Count > 0) return new DefinitionRefused(faults);
        var json = ConfigurationChange.Write(promotion);
        if (!Differs(context, before is not null && ConfigurationChange.Write(before) == json)) return Kept(context, record, current, print);
        var fixedFaults = CartPromotionCheck.FixedOfLast(before, definition.Program.CartPromotions!, context.Recorded).ToArray();
        NoteFaults(context.Trace, "program.fixed", fixedFaults);
        if (fixedFaults.Length > 0) return new DefinitionRefused(fixedFaults);
        var size = current.Text.With(json);
        return size.IsWorn ? Put(context, record, definition, definition.ToJson(), print, isOwn: true) : Put(context, record, definition, new ConfigurationRecord(record.Number, null, new(current.Version, json, size)), print);
    }

    private static bool Differs(CommandContext context, bool isEqual)
    {
        context.Trace.Note("program.differs", null, !isEqual, isEqual ? "equal" : "other content", "content other than that in force");
        return !isEqual;
    }

    /// <summary>What is in force stays.</summary>
    private static Outcome<ProgramVersion> Kept(CommandContext context, OrganisationRecord record, ProgramSnapshot current, ulong print)
    {
        context.RememberKey(0, null, print, Accounts.Find(context.Work, Owner.Of(record.Number, asOrganisation: true))!.LastPosition);
        return context.Accept(new ProgramVersion(current.Version, record.Versions[^1].From, current.Definition, false));
    }

    private static Outcome<ProgramVersion> Replace(CommandContext context, OrganisationRecord record, ProgramSnapshot current, LoyaltyDefinition definition, ulong print, bool isOwn = false)
    {
        var json = definition.ToJson();
        if (!Differs(context, current.Definition.ToJson() == json)) return Kept(context, record, current, print);
        var fixedFaults = FixedFaults(current.Definition, definition)
            .Concat(CartPromotionCheck.Fixed(current.Definition.Program.CartPromotions, definition.Program.CartPromotions, context.Recorded))
            .Concat(PartnerChecks.Changed(current.Program, definition.Program)).Concat(Trackers(context, record, definition)).Concat(Renewals(context, current, definition)).ToArray();
        NoteFaults(context.Trace, "program.fixed", fixedFaults);
        if (fixedFaults.Length > 0) return new DefinitionRefused(fixedFaults);
        return Put(context, record, definition, json, print, isOwn);
    }

    private static Outcome<ProgramVersion> Put(CommandContext context, OrganisationRecord record, LoyaltyDefinition definition, string json, ulong print, bool isOwn = false)
    {
        var saved = Put(context, record, definition, new ConfigurationRecord(record.Number, json), print);
        if (isOwn) context.Configurations.Prepare(saved.Value.Version, json, definition);
        return saved;
    }

    private static Outcome<ProgramVersion> Put(CommandContext context, OrganisationRecord record, LoyaltyDefinition definition, ConfigurationRecord stored, ulong print)
    {
        var version = new ConfigurationVersion(context.Work.NextId(Configurations.Versions), context.Recorded);
        context.Work.Put(Configurations.Versions, version.Number, stored);
        context.Work.Put(Configurations.Organisations, record.Number, record with { Versions = [.. record.Versions, version] });
        var owner = Owner.Of(record.Number, asOrganisation: true);
        var hand = new AccountHand(Accounts.Find(context.Work, owner) ?? new Account(owner), new StoredLots(context.Work, owner), context.Recorded, context.Recorded);
        hand.Begin(EntryKind.Configuration, EntryFacts.None, version.Number);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(0, null, print, hand.OwnEntry.Position);
        return context.Accept(new ProgramVersion(version.Number, version.From, definition, true));
    }

    private static ulong PrintOf(LoyaltyDefinition definition) => new Fingerprint("program").With("json", definition.ToJson()).Value();

    private static void NoteFaults(Explanation trace, string rule, IReadOnlyList<DefinitionFault> faults)
    {
        trace.Note(rule, null, faults.Count == 0, faults.Count, "0 faults");
        foreach (var fault in faults)
            if (trace.IsWanted) trace.Note(rule + fault.Pointer, null, false, fault.Problem, fault.Allowed);
    }

    /// <summary>What a tracker of any version counted stands under its number still, also where later versions had none (trackers R6).</summary>
    private static IEnumerable<DefinitionFault> Trackers(CommandContext context, OrganisationRecord record, LoyaltyDefinition definition)
    {
        if (Programs(definition).All(program => program.Trackers.Count == 0)) return [];
        var versions = record.Versions.Select(version => context.Configurations.Version(context.Work, version.Number)).ToArray();
        return OfEach(definition, (id, program) => program.Trackers.Count == 0 ? [] : versions.SelectMany(version => version.Of(id) is { } before ? TrackerChecks.Changed(before.Program, program) : []).Distinct());
    }

    /// <summary>All programs of a definition, the default one first.</summary>
    private static IEnumerable<ProgramDefinition> Programs(LoyaltyDefinition definition) => definition.FurtherPrograms.Prepend(definition.Program);

    /// <summary>Faults of each program, told at its place; the check tells them as of the default one.</summary>
    private static IEnumerable<DefinitionFault> OfEach(LoyaltyDefinition definition, Func<int, ProgramDefinition, IEnumerable<DefinitionFault>> check) =>
        check(definition.Program.Id, definition.Program).Concat(definition.FurtherPrograms.SelectMany((program, place) => check(program.Id, program).Select(fault => FurtherProgramChecks.At(fault, place))));

    /// <summary>A tracker that is new in a renewal counts only from now on (trackers R6).</summary>
    private static IEnumerable<DefinitionFault> Renewals(CommandContext context, ProgramSnapshot current, LoyaltyDefinition definition) =>
        OfEach(definition, (id, program) => Renewals((current.Of(id) ?? current).DateOf(context.Recorded), current.Of(id)?.Program, program));

    private static IEnumerable<DefinitionFault> Renewals(LocalDate today, ProgramDefinition? current, ProgramDefinition program)
    {
        var known = (current?.Tiers ?? []).SelectMany(tier => tier.Renewal?.Trackers ?? []).Select(each => (each.Tracker, each.From)).ToHashSet();
        for (var i = 0; i < program.Tiers.Count; i++)
        {
            if (program.Tiers[i].Renewal is not { } renewal) continue;
            for (var j = 0; j < renewal.Trackers.Count; j++)
                if (renewal.Trackers[j] is var each && each.From < today && !known.Contains((each.Tracker, each.From)))
                    yield return new(FormattableString.Invariant($"/program/tiers/{i}/renewal/trackers/{j}/from"), FormattableString.Invariant($"is {each.From:uuuu'-'MM'-'dd}"), FormattableString.Invariant($"{today:uuuu'-'MM'-'dd} or later: it counts only from when it is put there"));
        }
    }

    /// <summary>What points and money already stand in cannot change.</summary>
    private static IEnumerable<DefinitionFault> FixedFaults(LoyaltyDefinition before, LoyaltyDefinition after)
    {
        if (before.Organisation.Code != after.Organisation.Code)
            yield return new("/organisation/code", $"the code is '{after.Organisation.Code}'", $"'{before.Organisation.Code}': a code never changes");
        if (before.Organisation.Currency != after.Organisation.Currency)
            yield return new("/organisation/currency", $"the currency is {after.Organisation.Currency}", $"{before.Organisation.Currency}: the base currency never changes");
        foreach (var fault in FurtherProgramChecks.Same(before.Program, after.Program).Concat(FurtherProgramChecks.Changed(before, after))) yield return fault;
        var (had, has) = (before.Organisation.Customers, after.Organisation.Customers);
        if (had.Accounts.Any(account => !has.Accounts.Contains(account)))
            yield return new("/organisation/customers/accounts", "an account is missing that was declared", "all that there were: profiles may stand under them");
        if (had.SharedSecondaries != has.SharedSecondaries || (had.SharedSecondaries && had.Primary != has.Primary))
            yield return new("/organisation/customers/sharedSecondaries", "identifiers would be unique otherwise than they were", "what it was, with the same primary: customers may share them already");
    }
}
