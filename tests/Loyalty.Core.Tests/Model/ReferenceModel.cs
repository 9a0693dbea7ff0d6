using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>What the model says a command must answer.</summary>
internal sealed record Prediction(string? Refusal, object? Answer, bool Replayed)
{
    public static Prediction Refuse(string code) => new(code, null, false);

    public static Prediction Answers(object answer, bool replayed = false) => new(null, answer, replayed);

    public override string ToString() => Refusal ?? $"{(Replayed ? "again: " : "")}{Shown.Text(Answer)}";
}

/// <summary>A member: its entries in the order they were recorded, and what they add up to.</summary>
internal sealed class ModelMember
{
    public required long Id { get; init; }

    public required string External { get; init; }

    public string? FirstName { get; init; }

    public required Instant EnrolledAt { get; init; }

    /// <summary>The imported bill that it was enrolled with, 0 for none.</summary>
    public long EnrolledWith { get; set; }

    public ModelState State { get; set; } = new();

    public List<ModelEntry> Entries { get; private init; } = [];

    public Instant LastEffective => Entries.Count == 0 ? Instant.MinValue : Entries.Max(entry => entry.Effective);

    public ModelMember Clone() => new() { Id = Id, External = External, FirstName = FirstName, EnrolledAt = EnrolledAt, EnrolledWith = EnrolledWith, State = State.Clone(), Entries = [.. Entries] };

    /// <summary>As of an effective time, as known at a recorded time: the entries within both, then what the clock made due.</summary>
    public ModelState AsOf(Instant at, Instant known) => HandAsOf(at, known).State;

    /// <summary>The same with the entries that the clock would write.</summary>
    public ModelHand HandAsOf(Instant at, Instant known)
    {
        var state = new ModelState();
        foreach (var entry in Entries)
            if (entry.Effective <= at && entry.Recorded <= known) state.Apply(entry);
        return new ModelHand(state, at, at);
    }

    public ModelState At(Instant now) => HandAt(now).State;

    public ModelHand HandAt(Instant now) => new(State.Clone(), now, now);
}

/// <summary>How a call is made: when it is recorded, and with which options.</summary>
internal sealed record ModelCall(Instant Recorded, CallOptions Options);

/// <summary>
/// The engine again, slowly: lists, decimals and recomputation, written from the rules. A command is tried on a copy of everything,
/// which takes the model's place when the command is accepted.
/// </summary>
internal sealed partial class ReferenceModel
{
    private readonly List<(Instant From, LoyaltyDefinition Definition)> _versions;
    private readonly Dictionary<string, (string Content, object Answer)> _remembered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _gifts = new(StringComparer.Ordinal);
    private long _position;
    private Instant _recorded;
    private LoyaltyDefinition? _inForce;

    public ReferenceModel(LoyaltyDefinition definition, Instant opened)
    {
        _versions = [(opened, definition)];
        // Opening wrote the configuration.
        _position = 1;
        _recorded = opened;
    }

    private ReferenceModel(ReferenceModel other)
    {
        _versions = [.. other._versions];
        _remembered = new(other._remembered, StringComparer.Ordinal);
        _gifts = new(other._gifts, StringComparer.Ordinal);
        (_position, _recorded) = (other._position, other._recorded);
        Members = [.. other.Members.Select(member => member.Clone())];
        Bills = [.. other.Bills];
        Redemptions = [.. other.Redemptions];
    }

    /// <summary>The newest configuration.</summary>
    public LoyaltyDefinition Definition => _versions[^1].Definition;

    public List<ModelMember> Members { get; } = [];

    /// <summary>Bills and returns by number of record, from 1.</summary>
    public List<ModelBill> Bills { get; } = [];

    public List<ModelRedemption> Redemptions { get; } = [];

    public long Position => _position;

    public Instant LastRecorded => _recorded;

    /// <summary>What the command or read in hand is judged by: it says so first, or this fails.</summary>
    private LoyaltyDefinition InForce => _inForce ?? throw new InvalidOperationException("Nothing is in force yet.");

    private ProgramDefinition Program => InForce.Program;

    // The scale, like the currency, never changes.
    private int Scale => Definition.Program.Points.Scale;

    private DateTimeZone Zone => DateTimeZoneProviders.Tzdb[Program.Zone ?? InForce.Organisation.Zone];

    private int Minor => Definition.Organisation.Currency switch { "JPY" => 0, "KWD" => 3, _ => 2 };

    private decimal Worth(decimal points) => ModelMath.Money(points * Program.Points.Ratio, Minor);

    private LocalDate Day(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>A tier that the version in force no longer has is its highest.</summary>
    private string? TierName(int tier) => Program.Tiers.Count == 0 ? null : Program.Tiers[Math.Min(tier, Program.Tiers.Count) - 1].Name;

    /// <summary>The time a call is recorded at, a clock a little behind counting as the last time; null when the clock has jumped.</summary>
    public Instant? Recorded(Instant clock) =>
        clock < _recorded - Duration.FromMinutes(5) || clock > _recorded + Duration.FromDays(400) ? null : Instant.Max(clock, _recorded);

    /// <summary>What the command answers; it is carried out unless it is only tried.</summary>
    public (Prediction Prediction, ReferenceModel After) Try(Func<ReferenceModel, ModelCall, Prediction> command, CallOptions options, Instant clock)
    {
        if (Recorded(clock) is not { } recorded) return (Prediction.Refuse("clock.jumped"), this);
        var copy = new ReferenceModel(this);
        var prediction = command(copy, new ModelCall(recorded, options));
        return (prediction, prediction.Refusal is null && !prediction.Replayed ? copy : this);
    }

    private ModelMember? Find(CustomerId id) => Members.Find(member => member.Id == id.Value);

    /// <summary>History runs the clock only up to its own time, unless the account has a later entry.</summary>
    private static ModelHand Take(ModelMember member, ModelCall call, Instant effective)
    {
        var now = call.Options.History && member.LastEffective <= effective ? Instant.Min(effective, call.Recorded) : call.Recorded;
        return new ModelHand(member.State, now, effective);
    }

    private static string? Effective(ModelCall call, out Instant effective)
    {
        effective = call.Options.EffectiveTime ?? call.Recorded;
        return effective > call.Recorded || (effective < call.Recorded && !call.Options.History) ? "time.not_allowed" : null;
    }

    private void Close(ModelMember member, ModelHand hand, ModelCall call)
    {
        foreach (var entry in hand.Closed)
        {
            entry.Position = ++_position;
            entry.Recorded = call.Recorded;
            member.Entries.Add(entry);
            _recorded = call.Recorded;
        }
    }

    /// <summary>A key, reference or number used before: the first answer, or a conflict.</summary>
    private Prediction? Repeated(string name, string content, string conflict = "idempotency.key_reused") =>
        !_remembered.TryGetValue(name, out var first) ? null
        : first.Content == content ? Prediction.Answers(first.Answer, replayed: true)
        : Prediction.Refuse(conflict);

    private Prediction? RepeatedKey(ModelCall call, long owner, string content) =>
        call.Options.Key is { } key ? Repeated($"key/{owner}/{key}", content) : null;

    private Prediction Remember(object answer, string content, params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
            if (name is not null) _remembered[name] = (content, answer);
        return Prediction.Answers(answer);
    }

    private static string? KeyName(ModelCall call, long owner) => call.Options.Key is { } key ? $"key/{owner}/{key}" : null;

    // ---- customers and gifts ----

    public Prediction Enrol(EnrolCustomer command, ModelCall call)
    {
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        var content = $"enrol {Shown.Text(command)}";
        if (RepeatedKey(call, 0, content) is { } repeated) return repeated;
        if (Members.Exists(member => string.Equals(member.External, command.ExternalId, StringComparison.OrdinalIgnoreCase))) return Prediction.Refuse("customer.identifier_taken");
        return Remember(Details(Enrol(command.ExternalId!, command.FirstName, effective, call)), content, KeyName(call, 0));
    }

    private ModelMember Enrol(string external, string? firstName, Instant effective, ModelCall call)
    {
        var member = new ModelMember { Id = Members.Count + 1, External = external, FirstName = firstName, EnrolledAt = effective };
        Members.Add(member);
        var hand = new ModelHand(member.State, effective, effective);
        hand.Begin(EntryKind.Enrolment);
        hand.Finish();
        Close(member, hand, call);
        return member;
    }

    public Prediction SetStatus(CustomerId customer, bool blocked, ModelCall call)
    {
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        if (Find(customer) is not { } member) return Prediction.Refuse("customer.unknown");
        if (member.State.BlockedSince is not null == blocked) return Prediction.Answers(Details(member), replayed: true);
        var hand = Take(member, call, effective);
        hand.Begin(EntryKind.Status);
        hand.Note(new StatusTurns(blocked));
        hand.Finish();
        Close(member, hand, call);
        return Prediction.Answers(Details(member));
    }

    public Prediction Claim(ClaimGift command, ModelCall call)
    {
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        JudgeAt(effective);
        if (Find(command.Customer) is not { } member) return Prediction.Refuse("customer.unknown");
        var content = $"gift {command.Gift}";
        if (RepeatedKey(call, member.Id, content) is { } repeated) return repeated;
        var hand = Take(member, call, effective);
        hand.Begin(EntryKind.Gift);
        if (Give(hand, command.Gift) is { } refusal) return Prediction.Refuse(refusal);
        hand.Finish();
        Close(member, hand, call);
        var answer = new GiftGiven(command.Customer, command.Gift, hand.Own.Opened().Sum(each => each.Points), hand.State.Balance, hand.Own.Position);
        return Remember(answer, content, KeyName(call, member.Id));
    }

    private string? Give(ModelHand hand, string code)
    {
        if (Program.Gifts.FirstOrDefault(each => each.Id == code) is not { } gift) return "gift.unknown";
        if (hand.State.BlockedSince <= hand.Effective) return "customer.blocked";
        if (hand.State.Gifts.Contains(code)) return "gift.taken";
        if (_gifts.GetValueOrDefault(code) >= gift.Limit) return "gift.exhausted";
        _gifts[code] = _gifts.GetValueOrDefault(code) + 1;
        var end = ModelMath.End(gift.Expiry ?? Program.Points.Expiry, hand.State.TierAt(hand.Effective), Day(hand.Effective), Day(hand.Now), Zone);
        hand.Open(AwardKind.Gift, code, 0, gift.Points, hand.Effective, null, end);
        hand.Note(new GiftTurns(code, true));
        return null;
    }

    /// <summary>Writes what is due into up to so many accounts; gives how many it changed.</summary>
    public Prediction CatchUp(int limit, ModelCall call)
    {
        var changed = 0;
        foreach (var member in Members)
        {
            if (changed == limit) break;
            var hand = new ModelHand(member.State, call.Recorded, call.Recorded);
            if (hand.Closed.Count == 0) continue;
            Close(member, hand, call);
            changed++;
        }
        return Prediction.Answers(changed);
    }
}
