namespace Loyalty;

/// <summary>Capped gifts.</summary>
public sealed class GiftOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal GiftOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Gives a member a gift, once. With a key, a repeat gives the first answer; without, <c>gift.taken</c>.
    /// Refused: <c>customer.unknown</c>, <c>customer.blocked</c>, <c>gift.unknown</c>, <c>gift.taken</c>, <c>gift.exhausted</c>.
    /// </summary>
    public ValueTask<Outcome<GiftGiven>> ClaimAsync(ClaimGift command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("gifts.claim", _actor, options, context => Claim(context, command), cancellation);
    }

    /// <summary>How many of a gift have been given. Refused: <c>gift.unknown</c>.</summary>
    public ValueTask<Outcome<GiftCount>> CountAsync(string gift, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(gift);
        return _runner.ReadAsync<GiftCount>(_actor, context =>
        {
            var program = context.Configurations.Newest(context.Work, context.Organisation).Program;
            if (program.Gifts.FirstOrDefault(each => each.Id == gift) is not { } known) return new GiftUnknown(Text.Shown(gift), [.. program.Gifts.Select(each => each.Id)]);
            return context.Accept(new GiftCount(gift, context.Work.Find(Counter.All, GiftDecisions.CounterKey(context.Organisation, gift))?.Value ?? 0, known.Limit));
        }, cancellation);
    }

    private static Outcome<GiftGiven> Claim(CommandContext context, ClaimGift command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Trace.Checked("gift.code", null, Text.Check("Gift", command.Gift, 100, required: true), command.Gift, "1 to 100 characters without control characters") is { } unfit) return unfit;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var fingerprint = new Fingerprint("gift").With("gift", command.Gift).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, fingerprint);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, first, command), replayed: true);
        var hand = context.Take(account!, effective);
        var program = context.Program(effective);
        hand.Begin(EntryKind.Gift, EntryFacts.None, program.Version);
        if (GiftDecisions.Give(hand, program, context.Work, context.Organisation, command.Gift, context.Trace) is { } refusal) return refusal;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, fingerprint, hand.OwnEntry.Position);
        return context.Accept(Answer(context, hand.OwnEntry, command));
    }

    private static GiftGiven Answer(CommandContext context, JournalEntry entry, ClaimGift command)
    {
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        PointsWarnings.Settled(context, program, entry);
        return new(command.Customer, command.Gift, EntryAnswers.Awards(program, entry, gifts: true).Sum(award => award.Points), EntryAnswers.Balance(program, entry), entry.Position);
    }
}
