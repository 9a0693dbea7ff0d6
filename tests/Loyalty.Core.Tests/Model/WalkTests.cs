using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Loyalty.Tests.Model;

/// <summary>How many sequences run, and from which seed.</summary>
internal static class Draws
{
    /// <summary>
    /// <c>LOYALTY_SEQUENCES</c>, or 1,000. A run of another length draws its seed, and any run prints it; <c>LOYALTY_SEED</c> sets it.
    /// </summary>
    public static readonly int Sequences = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1000;

    public static readonly ulong Seed =
        ulong.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
        : Environment.GetEnvironmentVariable("LOYALTY_SEQUENCES") is null ? 20260101
        : (ulong)Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Runs a property on so many draws; what fails is shrunk and shown with the seed.</summary>
    public static void Run<T>(Arbitrary<T> draws, int count, Action<T> body)
    {
        Console.WriteLine($"LOYALTY_SEED={Seed}: {count} sequences");
        var config = Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(100)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, 1), FSharpOption<int>.None)));
        try
        {
            Check.One(config, Prop.ForAll(draws, body));
        }
        catch (Exception failure) when (failure is not PropertyBroken)
        {
            throw new InvalidOperationException($"LOYALTY_SEED={Seed}\n{failure.Message}", failure);
        }
    }
}

public sealed class WalkTests
{
    [Fact]
    public void Walks_on_memory() => Draws.Run(WalkGen.Arbitrary(5, 40), Draws.Sequences, walk =>
    {
        RunAsync(walk).GetAwaiter().GetResult();
        static async Task RunAsync(Walk walk)
        {
            await using var walker = await Walker.OpenAsync(walk.Definition, _ => new MemoryStore());
            await walker.WalkAsync(walk);
        }
    });
}
