namespace Loyalty.Tests.Model;

/// <summary>A share of the walks on LiteDB, everything checked at every step.</summary>
public sealed class LiteDbWalkTests
{
    [Fact]
    public void Every_sequence_is_walked_to_its_end_on_LiteDB() => Draws.Run("walks on LiteDB", WalkGen.Arbitrary(20, 60), 2, WalkAsync, stream: 5);

    private static async Task WalkAsync(Walk walk)
    {
        using var ground = Ground.OnLiteDb();
        await using var walker = await Walker.OpenAsync(walk.Definition, ground);
        await walker.WalkAsync(walk);
    }
}
