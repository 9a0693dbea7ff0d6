namespace Loyalty.Tests.Model;

/// <summary>The sequences that all properties share: walked once, on both stores, everything checked at every step.</summary>
public sealed class SharedWalks
{
    private readonly Lazy<PropertyBroken?> _broken = new(Walk);

    /// <summary>The first property that did not hold, with its shrunk sequence; null when all did.</summary>
    internal PropertyBroken? Broken => _broken.Value;

    private static PropertyBroken? Walk()
    {
        // Side by side: on SQLite a walk takes some four times as long.
        var onSqlite = Task.Run(() => Run("walks on SQLite", 50, Ground.OnSqlite, stream: 3));
        return Run("walks in memory", 100, Ground.InMemory, stream: 1) ?? onSqlite.GetAwaiter().GetResult();
    }

    private static PropertyBroken? Run(string name, int percent, Func<Ground> ground, ulong stream)
    {
        try
        {
            Draws.Run(name, WalkGen.Arbitrary(5, 40), percent, walk => OneAsync(walk, ground()), stream);
            return null;
        }
        catch (PropertyBroken broken)
        {
            return broken;
        }
    }

    private static async Task OneAsync(Walk walk, Ground ground)
    {
        using (ground)
        {
            await using var walker = await Walker.OpenAsync(walk.Definition, ground);
            await walker.WalkAsync(walk);
        }
    }
}

/// <summary>
/// Whatever happens in whatever order, under any configuration. One property broken ends the run: its own test shows the shrunk
/// sequence, and the first test says that the run has ended.
/// </summary>
public sealed class WalkTests(SharedWalks walks) : IClassFixture<SharedWalks>
{
    [Fact]
    public void Every_sequence_is_walked_to_its_end() => Assert.True(walks.Broken is null, walks.Broken?.Message);

    [Fact]
    public void Every_answer_is_the_models() => Holds(Properties.Answers);

    [Fact]
    public void Every_read_is_the_models() => Holds(Properties.Reads);

    [Fact]
    public void A_simulation_answers_what_the_call_then_answers() => Holds(Properties.Simulation);

    [Fact]
    public void Points_are_conserved_over_all_members() => Holds(Properties.Conservation);

    [Fact]
    public void No_bucket_is_negative_at_any_time() => Holds(Properties.Buckets);

    [Fact]
    public void Lots_equal_balances() => Holds(Properties.Lots);

    [Fact]
    public void Available_points_mean_no_debt() => Holds(Properties.DebtFirst);

    [Fact]
    public void What_expires_first_is_spent_first() => Holds(Properties.FirstToExpire);

    [Fact]
    public void A_reversal_restores() => Holds(Properties.Reversal);

    [Fact]
    public void The_fold_equals_the_state_and_the_chain_is_intact() => Holds(Properties.Proof);

    [Fact]
    public void Repeats_are_idempotent() => Holds(Properties.Repeats);

    [Fact]
    public void Reading_writes_nothing() => Holds(Properties.ReadOnly);

    [Fact]
    public void As_of_an_instant_equals_the_model_and_what_was_read_then() => Holds(Properties.AsOf);

    [Fact]
    public void Two_members_become_one_and_nothing_of_them_is_lost() => Holds(Properties.Merge);

    private void Holds(string property) => Assert.True(walks.Broken?.Property != property, walks.Broken?.Message);
}
