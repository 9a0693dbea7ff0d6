using Loyalty.Tests.CartPromotions;
using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>
/// The first operation of the store goes wrong, then the second, and so on until a run meets no trouble: whichever it is, the caller
/// is told, the store holds the state before the call or the one after it, and asking again with the same key gives the right answer.
/// </summary>
public sealed class FaultTests
{
    public static TheoryData<Trouble, string, string> Troubles
    {
        get
        {
            var data = new TheoryData<Trouble, string, string>();
            foreach (var trouble in Enum.GetValues<Trouble>())
                foreach (var store in PreparedShop.Stores)
                    foreach (var plan in Plans.All.Keys) data.Add(trouble, store, plan);
            return data;
        }
    }

    public static TheoryData<Trouble, string> OpeningTroubles
    {
        get
        {
            var data = new TheoryData<Trouble, string>();
            foreach (var trouble in Enum.GetValues<Trouble>())
                foreach (var store in PreparedShop.Stores) data.Add(trouble, store);
            return data;
        }
    }

    [Fact]
    public async Task The_sequences_contain_every_changing_call()
    {
        using var points = await PreparedShop.MakeAsync("memory", PointsPlan.Plan);
        Assert.Equal(Changing.All.Keys.Append("catch_up").Concat(PointsPlan.CustomerCalls).Order(StringComparer.Ordinal), points.Sequence.Select(call => call.Name).Order(StringComparer.Ordinal));
        using var groups = await PreparedShop.MakeAsync("memory", GroupPlan.Plan);
        Assert.Superset(GroupChanging.All.Keys.Select(name => $"group {name}").ToHashSet(), groups.Sequence.Select(call => call.Name).ToHashSet());
        using var standing = await PreparedShop.MakeAsync("memory", StandingPlan.Plan);
        Assert.Equal(StandingChanging.All.Keys.Concat(["new tracker", "read history"]), standing.Sequence.Select(call => call.Name));
        using var customers = await PreparedShop.MakeAsync("memory", CustomerPlan.Plan);
        Assert.Superset(CustomerChanging.All.Keys.Select(name => $"customer {name}").ToHashSet(), customers.Sequence.Select(call => call.Name).ToHashSet());
        using var carts = await PreparedShop.MakeAsync("memory", CartPlan.Plan);
        Assert.Superset(CartChanging.All.Keys.Select(name => $"cart {name}").ToHashSet(), carts.Sequence.Select(call => call.Name).ToHashSet());
        using var coupons = await PreparedShop.MakeAsync("memory", CouponPlan.Plan);
        Assert.Subset(coupons.Sequence.Select(call => call.Name).ToHashSet(), CouponChanging.All.Keys.Select(name => $"coupon {name}").ToHashSet());
    }

    [Fact]
    public async Task The_sequences_reach_every_public_call_that_changes_something()
    {
        var reached = RepeatGuardTests.Reached(
            (await Plans.CallsAsync()).Select(call => call.Send), typeof(Changing), typeof(StandingChanging), typeof(CouponChanging), typeof(CustomerChanging), typeof(GroupChanging), typeof(CartChanging));
        Assert.Equal([], RepeatGuardTests.Calls().Except(reached).Except(s_unreached).Order(StringComparer.Ordinal));
        Assert.Equal([], s_unreached.Where(reached.Contains));
    }

    /// <summary>What changes nothing, and what is another call with the same command.</summary>
    private static readonly string[] s_unreached =
    [
        "CartOperations.PreviewAsync(CartPreview)", "CartOperations.ReplayAsync(String)", "CouponOperations.CheckAsync(RedeemCoupons)", "PointsOperations.CheckAsync(RedeemPoints)",
        "CartOperations.CancelAsync(CancelCartEvaluation)", "ProgramOperations.SaveOverAsync(LoyaltyDefinition,IReadOnlyCollection`1)",
    ];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_operation_of_a_sequence_goes_wrong_no_call_is_half_done(Trouble trouble, string store, string plan)
    {
        using var shop = await PreparedShop.MakeAsync(store, Plans.All[plan]);
        var clean = await CleanAsync(shop);
        var nth = 1;
        while (await MeetsAsync(shop, clean, trouble, nth)) nth++;
        // Every call opens a write view, writes once, and reads more than once.
        Assert.True(nth > shop.Sequence.Count, $"only {nth - 1} operations went wrong");
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_operation_of_a_read_goes_wrong_it_is_refused_and_the_next_is_answered(Trouble trouble, string store, string plan)
    {
        using var shop = await PreparedShop.MakeAsync(store, Plans.All[plan]);
        await using var run = await shop.OpenAsync();
        var image = StoreImage.Of(run.Inner);
        var troubled = 0;
        foreach (var read in shop.Reads)
        {
            run.Store.Disarm();
            var expected = await read.Send(run, new());
            Assert.Null(expected.Refusal);
            for (var nth = 1; ; nth++)
            {
                run.Store.Arm(trouble, nth);
                var answer = await read.Send(run, new());
                if (run.Store.HasFailed) AssertFailed(trouble, answer, $"{read.Name}, operation {nth}");
                else Assert.Equivalent(expected, answer, strict: true);
                if (!run.Store.HasFailed) break;
                troubled++;
            }
        }
        // Reads do not write: only what is read can trouble them.
        Assert.Equal(trouble == Trouble.Unreadable, troubled > shop.Reads.Count);
        Assert.Equal(image, StoreImage.Of(run.Inner));
    }

    [Theory]
    [MemberData(nameof(OpeningTroubles))]
    public async Task Whatever_operation_of_an_opening_goes_wrong_the_next_opening_finds_a_whole_file(Trouble trouble, string store)
    {
        using var shop = await PreparedShop.MakeAsync(store);
        var kept = new KeptStore(shop.Empty());
        await using (var run = await PreparedShop.OpenAsync(kept, PreparedShop.Definition)) await run.DisposeAsync();
        var whole = StoreImage.Of(kept);
        kept.Release();
        var troubled = 0;
        for (var nth = 1; ; nth++)
        {
            var empty = new KeptStore(shop.Empty());
            FaultyStore? faulty = null;
            var failure = await Record.ExceptionAsync(async () =>
            {
                await using var run = await PreparedShop.OpenAsync(empty, PreparedShop.Definition, armed => (faulty = armed).Arm(trouble, nth));
            });
            if (!faulty!.HasFailed)
            {
                Assert.Null(failure);
                Assert.Equal(whole, StoreImage.Of(empty));
                empty.Release();
                break;
            }
            troubled++;
            Assert.Equal(FaultyStore.FaultOf(trouble), Assert.IsType<StoreException>(failure).Fault);
            await using (var run = await PreparedShop.OpenAsync(empty, PreparedShop.Definition)) Assert.Empty((await run.Engine.VerifyAsync()).Violations);
            Assert.Equal(whole, StoreImage.Of(empty));
            empty.Release();
        }
        Assert.True(troubled >= 2, $"only {troubled} operations of an opening went wrong");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task A_verification_that_cannot_read_says_so_and_proves_nothing(string store)
    {
        using var shop = await PreparedShop.MakeAsync(store);
        await using var run = await shop.OpenAsync();
        for (var nth = 1; ; nth++)
        {
            run.Store.Arm(Trouble.Unreadable, nth);
            var proof = await run.Engine.VerifyAsync();
            Assert.Equal(run.Store.HasFailed, !proof.Holds);
            if (!run.Store.HasFailed) break;
            Assert.Contains(proof.Violations, violation => violation.Contains("The test's Unreadable.", StringComparison.Ordinal));
        }
    }

    /// <summary>The answers of a sequence without trouble, and the records before it and after each call.</summary>
    private sealed record Clean(IReadOnlyList<Answer> Answers, IReadOnlyList<IReadOnlyDictionary<string, string>> Images);

    private static async Task<Clean> CleanAsync(PreparedShop shop)
    {
        await using var run = await shop.OpenAsync();
        var answers = new List<Answer>();
        var images = new List<IReadOnlyDictionary<string, string>> { StoreImage.Of(run.Inner) };
        for (var i = 0; i < shop.Sequence.Count; i++)
        {
            var call = shop.Sequence[i];
            answers.Add(await call.Send(run, Keyed(i)));
            images.Add(StoreImage.Of(run.Inner));
            Assert.True(answers[^1].Refusal is null, $"{call.Name}: {answers[^1].Refusal}");
            Assert.False(images[^2].SequenceEqual(images[^1]), $"{call.Name} wrote nothing");
        }
        return new Clean(answers, images);
    }

    /// <summary>One run of the sequence, in which the n-th operation goes wrong. False when it met no trouble.</summary>
    private static async Task<bool> MeetsAsync(PreparedShop shop, Clean clean, Trouble trouble, int nth)
    {
        await using var run = await shop.OpenAsync();
        run.Store.Arm(trouble, nth);
        var hasFailed = false;
        for (var i = 0; i < shop.Sequence.Count; i++)
        {
            var (call, where) = (shop.Sequence[i], $"{shop.Sequence[i].Name}, {trouble} at operation {nth}");
            var answer = await call.Send(run, Keyed(i));
            var isWritten = false;
            if (run.Store.HasFailed && !hasFailed)
            {
                hasFailed = true;
                isWritten = trouble == Trouble.UnknownAndWritten;
                AssertFailed(trouble, answer, where);
                if (call.Again == Again.AnotherUpload)
                {
                    // A file is taken in parts: what was taken stands, and the file is brought again.
                    run.Store.Disarm();
                    Assert.Empty((await run.Engine.VerifyAsync()).Violations);
                    Assert.True((await call.Send(run, Keyed(i))).Refusal is null, where);
                    Assert.Empty((await run.Engine.VerifyAsync()).Violations);
                    return true;
                }
                Assert.Equal(clean.Images[isWritten ? i + 1 : i], StoreImage.Of(run.Inner));
                Assert.Null((await shop.Reads[0].Send(run, new())).Refusal);
                answer = await call.Send(run, Keyed(i));
                Assert.Equal(clean.Images[i + 1], StoreImage.Of(run.Inner));
            }
            Assert.True(answer.Refusal is null, $"{where}: {answer.Refusal}");
            if (isWritten && call.Again == Again.NothingLeft) Assert.NotEqual(clean.Answers[i].Value, answer.Value);
            else
            {
                Assert.Equal(isWritten, answer.Replayed);
                Assert.Equivalent(clean.Answers[i].Value, answer.Value, strict: true);
            }
        }
        run.Store.Disarm();
        Assert.Equal(clean.Images[^1], StoreImage.Of(run.Inner));
        Assert.Empty((await run.Engine.VerifyAsync()).Violations);
        return hasFailed;
    }

    private static CallOptions Keyed(int call) => new() { Key = $"K-{call}" };

    private static void AssertFailed(Trouble trouble, Answer answer, string where)
    {
        Assert.True(answer.Refusal is StoreFailed, $"{where}: the answer was {answer.Refusal?.Code ?? "acceptance"}");
        var expected = new StoreFailed(FaultyStore.FaultOf(trouble), $"The test's {trouble}.");
        Assert.Equal((expected.Fault, expected.Code, expected.Message), (((StoreFailed)answer.Refusal!).Fault, answer.Refusal.Code, answer.Refusal.Message));
    }

    /// <summary>A store that outlives the engines that are opened on it, as a file does.</summary>
    private sealed class KeptStore(IRecordStore inner) : IRecordStore
    {
        public Durability Durability => inner.Durability;

        public IReadView OpenRead() => inner.OpenRead();

        public IWriteView OpenWrite() => inner.OpenWrite();

        public void Release() => inner.Dispose();

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
