namespace Loyalty.Tests.Model;

/// <summary>A share of the walks on LiteDB, everything checked at every step.</summary>
public sealed class LiteDbWalkTests
{
    [Fact]
    public void Every_sequence_is_walked_to_its_end_on_LiteDB() => Draws.Run("walks on LiteDB", WalkGen.Arbitrary(20, 60), 2, WalkAsync);

    private static async Task WalkAsync(Walk walk)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-walk-");
        try
        {
            var options = new LiteDbStoreOptions { Path = Path.Combine(folder.FullName, "walk.db"), Synchronous = LiteDbSynchronous.Normal };
            await using var walker = await Walker.OpenAsync(walk.Definition, collections => LiteDbStore.Open(options, collections));
            await walker.WalkAsync(walk);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
