using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests.Model;

/// <summary>A property does not hold.</summary>
internal sealed class PropertyBroken(string property, string message) : Exception($"{property}: {message}")
{
    public string Property => property;

    /// <summary>Which answer, read or member it was, and how it differed.</summary>
    public string What => message;
}

/// <summary>The properties, by the names under which they are reported.</summary>
internal static class Properties
{
    public const string Answers = "the engine answers what the model answers";
    public const string Reads = "every read equals the model's";
    public const string Simulation = "a simulation answers what the call then answers";
    public const string Conservation = "points are conserved over all members";
    public const string Buckets = "no bucket is negative";
    public const string Lots = "lots equal balances";
    public const string DebtFirst = "available points mean no debt";
    public const string FirstToExpire = "what expires first is spent first";
    public const string Reversal = "a reversal restores";
    public const string Proof = "fold equals state and the chain is intact";
    public const string Repeats = "repeats are idempotent";
    public const string ReadOnly = "reading writes nothing";
    public const string Steps = "catching up in steps equals one jump";
    public const string AsOf = "as of an instant equals what was read then";
    public const string NeverBought = "buy and full return equal never bought";
    public const string Merge = "two members become one and nothing of them is lost";
    public const string Splits = "a split return equals one return";

    public static readonly IReadOnlyList<string> All =
    [
        Answers, Reads, Simulation, Conservation, Buckets, Lots, DebtFirst, FirstToExpire, Reversal, Proof, Repeats, ReadOnly, Steps, AsOf, NeverBought, Merge, Splits,
    ];
}

/// <summary>Walks a sequence on the engine and on the model at once, and compares them at every step.</summary>
internal sealed partial class Walker : IAsyncDisposable
{
    private static readonly Instant Opening = Instant.FromUtc(2025, 1, 15, 10, 0);

    private readonly FakeClock _clock;
    private readonly Ground _ground;
    private readonly List<Past> _past = [];
    private readonly List<Live> _live = [];
    private int _number;

    private Walker(LoyaltyEngine engine, WatchedStore store, ReferenceModel model, FakeClock clock, Ground ground)
    {
        (Engine, Store, Model, _clock, _ground) = (engine, store, model, clock, ground);
        Shop = engine.For("acme");
    }

    public LoyaltyEngine Engine { get; }

    public WatchedStore Store { get; }

    public ReferenceModel Model { get; private set; }

    public Workplace Shop { get; }

    public Instant Clock => _clock.GetCurrentInstant();

    /// <summary>What a read takes as now: a clock a little behind counts as the last recorded time.</summary>
    public Instant Now => Clock < Model.LastRecorded - Duration.FromMinutes(5) ? Clock : Instant.Max(Clock, Model.LastRecorded);

    /// <summary>A command as it was sent, to send it again.</summary>
    private sealed record Past(Func<Task> Again, Func<Task>? Other);

    /// <summary>What was read live, and how far the member's history went.</summary>
    private sealed record Live(long Member, Instant At, long Position, string Balance);

    public static async Task<Walker> OpenAsync(LoyaltyDefinition definition, Ground ground)
    {
        var clock = new FakeClock(Opening);
        WatchedStore? store = null;
        var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseStore(collections => store = new WatchedStore(ground.Open(collections))).UseProgram(definition);
            o.Clock = clock;
        });
        return new Walker(engine, store!, new ReferenceModel(definition, Opening), clock, ground);
    }

    /// <summary>The same state in an engine and at a clock of its own.</summary>
    public async Task<Walker> ForkAsync()
    {
        var clock = new FakeClock(Clock);
        WatchedStore? store = null;
        var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseStore(collections => store = new WatchedStore(_ground.Copy(Store.Inner, collections)));
            o.Clock = clock;
        });
        return new Walker(engine, store!, Model, clock, _ground) { _number = _number };
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    public void Wait(Duration duration) => _clock.Advance(duration);

    public async Task WalkAsync(Walk walk)
    {
        foreach (var step in walk.Steps)
        {
            try
            {
                await TakeAsync(step);
            }
            catch (Exception failure) when (failure is not PropertyBroken)
            {
                throw new PropertyBroken(Properties.Answers, $"{step} threw {failure}");
            }
            await CheckStateAsync(step);
        }
        await CheckReadsAsync();
        await CheckProofAsync();
        await CheckMergeAsync();
    }

    /// <summary>Tries the command, then sends it, and compares both with the model.</summary>
    private async Task SendAsync<T>(
        string what, Func<CallOptions, ValueTask<Outcome<T>>> send, Func<ReferenceModel, ModelCall, Prediction> predict, CallOptions? with = null, Func<Task>? other = null, bool isRepeat = false)
    {
        var options = with ?? new CallOptions();
        var (prediction, after) = Model.Try(predict, options, Clock);
        var expected = prediction.ToString();
        var before = Store.Changes;

        var simulated = TextOf(await send(options with { Simulate = true }));
        if (simulated != expected) throw new PropertyBroken(isRepeat ? Properties.Repeats : Properties.Simulation, $"{what}{Shown.Difference(expected, simulated)}");
        if (Store.Changes != before) throw new PropertyBroken(Properties.ReadOnly, $"simulating {what} wrote");

        var answered = TextOf(await send(options));
        if (answered != expected) throw new PropertyBroken(isRepeat ? Properties.Repeats : Properties.Answers, $"{what}{Shown.Difference(expected, answered)}");
        if ((prediction.Refusal is not null || prediction.Replayed) && Store.Changes != before)
            throw new PropertyBroken(prediction.Replayed ? Properties.Repeats : Properties.ReadOnly, $"{what} wrote although it was {(prediction.Replayed ? "a repeat" : "refused")}");
        Model = after;
        if (!isRepeat) _past.Add(new Past(() => SendAsync($"again {what}", send, predict, options, isRepeat: true), other));
    }

    private static string TextOf<T>(Outcome<T> outcome) =>
        outcome.Refusal?.Code ?? $"{(outcome.Replayed ? "again: " : "")}{(outcome.Value is IReadOnlyList<Outcome<HistoryBillAdded>> items ? $"[{string.Join(", ", items.Select(TextOf))}]" : Shown.Text(outcome.Value))}";

    private ModelMember? Member(int index) => Model.Members.Count == 0 ? null : Model.Members[index % Model.Members.Count];

    private ModelBill? Purchase(int index)
    {
        var purchases = Model.Bills.Where(bill => bill.Of == 0).ToArray();
        return purchases.Length == 0 ? null : purchases[index % purchases.Length];
    }

    private ModelRedemption? Redemption(int index) => Model.Redemptions.Count == 0 ? null : Model.Redemptions[index % Model.Redemptions.Count];
}
