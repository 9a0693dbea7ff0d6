using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a command is decided with, beside the state: who calls, when, with which options.</summary>
internal sealed class CommandContext : Surroundings
{
    /// <summary>Who runs it, and knows what is the same for all commands of a file.</summary>
    public required CommandRunner Runner { get; init; }

    public Configurations Configurations => Runner.Configurations;

    public RedemptionCodes Codes => Runner.Codes;

    public CouponKeys CouponKeys => Runner.CouponKeys;

    public CustomerSeals Seals => Runner.Seals;

    public IMobileNumbers MobileNumbers => Runner.MobileNumbers;

    public override ClockRule Clock => Runner.Clock;

    public required Actor Actor { get; set; }

    public required CallOptions Options { get; init; }

    /// <summary>The time it is recorded: the clock's, not before the last entry's.</summary>
    public required Instant Recorded { get; init; }

    public List<Warning>? Warnings { get; private set; }

    public long Organisation => Actor.Organisation;

    /// <summary>What is written when the command is refused, on what was there before it: counts of wrong codes, nothing else.</summary>
    public Action<CommandContext>? OnRefusal { get; private set; }

    /// <summary>How many wrong codes the command was given that do not refuse it.</summary>
    public int WrongCodes { get; set; }

    /// <summary>Adds to what is written when the command is refused.</summary>
    public void WhenRefused(Action<CommandContext> remains) => OnRefusal += remains;

    public EntryHeader Header => new(Recorded, Place, Actor.User, Options.Key);

    /// <summary>The program that is meant, and its currency: what the handle says, or what a record that the command names is of.</summary>
    public ProgramScope Scope { get => Actor.Scope; set => Actor = Actor with { Scope = value }; }

    /// <summary>The configuration in force at an instant: of the program that is meant, in the currency that is meant.</summary>
    public ProgramSnapshot Program(Instant at) => Scope.IsDefault ? Configurations.At(Work, Organisation, at) : Scope.In(Configurations.At(Work, Organisation, at, Scope.Program));

    /// <summary>The version that decided an entry, in the entry's program and in the currency that is meant.</summary>
    public ProgramSnapshot Decided(JournalEntry entry)
    {
        var program = Configurations.Of(Work, entry);
        return Scope.IsDefault ? program : Scope.In(program);
    }

    /// <summary>Whose account a member's is in the program that is meant.</summary>
    public Owner Owner(CustomerId customer) => Loyalty.Owner.Of(customer, Scope.Program);

    /// <summary>The same context for an item of a batch: with its own layer, time and part of the key.</summary>
    public CommandContext Item(int index, Actor actor, UnitOfWork layer, Instant effective) => Item(index, actor, layer, (Instant?)effective);

    /// <summary>The same with the call's own actor and time.</summary>
    public CommandContext Item(int index, UnitOfWork layer) => Item(index, Actor, layer, Options.EffectiveTime);

    private CommandContext Item(int index, Actor actor, UnitOfWork layer, Instant? effective) =>
        With(actor, layer, Options with { EffectiveTime = effective, Key = Options.Key is { } key ? Invariant($"{key}/{index}") : null }, Trace.IsWanted ? new Explanation(true) : Explanation.None);

    /// <summary>The same context for what a command does on the way to its own entry, which alone bears the call's key. Its warnings are its own.</summary>
    public CommandContext Part() => With(Actor, Work, Options with { Key = null }, Trace);

    /// <summary>The same context, explaining itself although the caller did not ask.</summary>
    public CommandContext Explained()
    {
        var same = With(Actor, Work, Options, new Explanation(true));
        (same.Place, same.Warnings) = (Place, Warnings);
        return same;
    }

    private CommandContext With(Actor actor, UnitOfWork work, CallOptions options, Explanation trace) => new()
    {
        Runner = Runner,
        Work = work,
        Actor = actor,
        Options = options,
        Recorded = Recorded,
        Trace = trace,
    };

    /// <summary>
    /// Takes a member's account in hand for a command that counts at <paramref name="effective"/>: runs the transitions that are
    /// due. A history command runs them only up to its own time, unless the account has a later entry.
    /// </summary>
    public AccountHand Take(Account account, Instant effective)
    {
        var now = Options.History && account.LastEffective <= effective ? Instant.Min(effective, Recorded) : Recorded;
        var hand = new AccountHand(account, new StoredLots(Work, account.Owner), now, Instant.Min(effective, now), this);
        hand.CatchUp();
        return hand;
    }

    /// <summary>Takes the organisation's own account in hand, under which stands what is nobody's.</summary>
    public AccountHand TakeOrganisation(Instant effective)
    {
        var owner = Loyalty.Owner.Of(Organisation, asOrganisation: true);
        return new AccountHand(Accounts.Find(Work, owner)!, new StoredLots(Work, owner), Recorded, Instant.Min(effective, Recorded));
    }

    /// <summary>
    /// When a command that cannot be late counts: at its own time, or as of now where a history command finds a later entry
    /// (what it takes may have come only then).
    /// </summary>
    public Instant NotLate(Account account, Instant effective) => account.LastEffective > effective ? Recorded : effective;

    /// <summary>The time a command without a time of its own counts at; only history may lie in the past.</summary>
    public Refusal? EffectiveNow(out Instant effective)
    {
        effective = Recorded;
        if (Options.EffectiveTime is not { } given) return null;
        given = Ticks.Floor(given);
        if (Trace.Fails("time.earliest", null, given >= Ticks.Earliest, given, Ticks.Earliest)) return new EffectiveTimeNotAllowed(given, $"from {Ticks.Earliest} on");
        if (Trace.Fails("time.latest", null, given <= Recorded, given, Recorded)) return new EffectiveTimeNotAllowed(given, $"up to now, {Recorded}");
        if (!Options.History && Trace.Fails("time.now", null, given == Recorded, given, "now, or an earlier time with History"))
            return new EffectiveTimeNotAllowed(given, "now, or an earlier time with History");
        effective = given;
        return null;
    }

    /// <summary>
    /// Whether the call's idempotency key, or the command's own reference, was used before by this owner: the first command's entry,
    /// or a conflict; both null when they are new.
    /// </summary>
    public (JournalEntry? Entry, Refusal? Conflict) Repeated(long owner, string? reference, ulong fingerprint)
    {
        var (entry, conflict) = RepeatedKey(owner, reference, fingerprint);
        return entry is not null || conflict is not null || reference is null ? (entry, conflict) : Repeated("call.reference_new", ClaimKind.Reference, owner, reference, fingerprint);
    }

    /// <summary>Remembers the call's key and the command's reference with the command's own entry.</summary>
    public void Remember(long owner, string? reference, ulong fingerprint, long position)
    {
        if (reference is not null) Work.Put(Claims.All, Claims.Key(ClaimKind.Reference, Organisation, owner, reference), new Claim(position, fingerprint));
        RememberKey(owner, reference, fingerprint, position);
    }

    /// <summary>The same for a command whose number has a claim of its own: only the call's key.</summary>
    public (JournalEntry? Entry, Refusal? Conflict) RepeatedKey(long owner, string? number, ulong fingerprint) =>
        Options.Key is { } key ? Repeated("call.key_new", ClaimKind.Key, owner, key, WithReference(fingerprint, number)) : default;

    /// <summary>Remembers the call's key alone.</summary>
    public void RememberKey(long owner, string? number, ulong fingerprint, long position) => RememberKey(new KeyUse(owner, number, fingerprint), position);

    /// <summary>The same, as what the key is used for.</summary>
    public void RememberKey(in KeyUse use, long position)
    {
        if (Options.Key is { } key) Work.Put(Claims.All, Claims.Key(ClaimKind.Key, Organisation, use.Owner, key), new Claim(position, WithReference(use.Fingerprint, use.Number)));
    }

    /// <summary>The entry of the command that a member's reference was used for, or null.</summary>
    public JournalEntry? Referenced(long owner, string reference) =>
        (Work.Find(Claims.All, Claims.Key(ClaimKind.Reference, Organisation, owner, reference)) ?? OfMerged(ClaimKind.Reference, owner, reference)) is { } claim ? Work.Find(Journal.Entries, claim.Subject) : null;

    private (JournalEntry? Entry, Refusal? Conflict) Repeated(string rule, ClaimKind kind, long owner, string key, ulong fingerprint)
    {
        var claim = Work.Find(Claims.All, Claims.Key(kind, Organisation, owner, key)) ?? OfMerged(kind, owner, key);
        NoteRepeat(rule, null, claim is not null, claim?.Fingerprint == fingerprint);
        if (claim is null) return default;
        return claim.Fingerprint == fingerprint ? (Work.Find(Journal.Entries, claim.Subject), null) : (null, new KeyReused(Text.Shown(key)));
    }

    /// <summary>What was used by somebody who was merged into the owner since.</summary>
    private Claim? OfMerged(ClaimKind kind, long owner, string key)
    {
        if (owner == 0 || Accounts.Find(Work, new Loyalty.Owner(owner)) is not { } account) return null;
        foreach (var alias in account.Get(AliasSection.Kind).All)
            if (Work.Find(Claims.All, Claims.Key(kind, Organisation, alias.Owner, key)) is { } claim) return claim;
        return null;
    }

    /// <summary>Notes whether a key, reference or number was used before: a repeat of the same content is fine, it gives the first answer.</summary>
    public void NoteRepeat(string rule, string? reference, bool isKnown, bool isSame) =>
        Trace.Note(rule, reference, !isKnown || isSame, !isKnown ? "new" : isSame ? "used for the same content" : "used for other content", "new, or used for the same content");

    /// <summary>A key stands for the whole command, its number or reference included.</summary>
    private static ulong WithReference(ulong fingerprint, string? reference) =>
        new Fingerprint("key").With("content", unchecked((long)fingerprint)).With("reference", reference).Value();

    public void Warn(Warning warning) => (Warnings ??= []).Add(warning);

    public Outcome<T> Accept<T>(T value, bool replayed = false) => new(value, Warnings) { Replayed = replayed };
}

/// <summary>What a call's key is used for. A command that is part of a larger one claims it as the larger one: a key has one claim.</summary>
/// <param name="Owner">Owner as addressed, 0 for none.</param>
/// <param name="Number">The command's own number or reference.</param>
/// <param name="Fingerprint">Its content.</param>
internal readonly record struct KeyUse(long Owner, string? Number, ulong Fingerprint);
