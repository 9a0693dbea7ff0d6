using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Loyalty.Tests.Model;

/// <summary>
/// How many sequences run, and from which seed. A million, with a seed of its own that is printed:
/// <c>LOYALTY_SEQUENCES=1000000 dotnet test -c Release tests/Loyalty.Core.Tests --filter FullyQualifiedName~Tests.Model --logger "console;verbosity=detailed"</c>.
/// <c>LOYALTY_SEED</c> sets the seed of any run.
/// </summary>
internal static class Draws
{
    /// <summary>Sequences of the main walk; the other properties take a share of as many.</summary>
    public static readonly int Sequences = int.TryParse(Variable("LOYALTY_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1000;

    public static readonly ulong Seed =
        ulong.TryParse(Variable("LOYALTY_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given
        : Variable("LOYALTY_SEQUENCES") is null ? 20260101
        : (ulong)Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Attempts at something simpler after a failure; the simplest found by then is shown.</summary>
    private const int MostAttempts = 2000;

    /// <summary>
    /// Runs a property on a share of the sequences. What fails is shrunk as far as the same property fails, and shown with the seed
    /// and the name of what was broken.
    /// </summary>
    public static void Run<T>(string name, Arbitrary<T> draws, int percent, Func<T, Task> body, ulong stream = 1) =>
        Run(name, draws, Math.Max(1, (int)((long)Sequences * percent / 100)), Seed, body, stream);

    /// <summary>Runs a law on so many numbers from the seed.</summary>
    public static void Law(string name, int count, Func<int, Task> law) => Run(name, ArbMap.Default.ArbFor<int>(), count, Seed, law, 1);

    /// <summary>Runs a law on so many numbers from the seed.</summary>
    public static void Law(string name, int count, Action<int> law) => Law(name, count, number =>
    {
        law(number);
        return Task.CompletedTask;
    });

    /// <summary>Runs a property in memory, a fifth as often on SQLite and a tenth on LiteDB, each with other draws.</summary>
    public static void RunOnStores<T>(string name, Arbitrary<T> draws, int percent, Func<T, Ground, Task> body, ulong stream = 1)
    {
        Run($"{name}, in memory", draws, percent, draw => On(Ground.InMemory(), draw), stream);
        Run($"{name}, on SQLite", draws, percent / 5, draw => On(Ground.OnSqlite(), draw), stream + 2);
        Run($"{name}, on LiteDB", draws, percent / 10, draw => On(Ground.OnLiteDb(), draw), stream + 4);

        async Task On(Ground ground, T draw)
        {
            using (ground) await body(draw, ground);
        }
    }

    /// <param name="stream">An odd number: runs of one seed with different streams draw differently.</param>
    internal static void Run<T>(string name, Arbitrary<T> draws, int count, ulong seed, Func<T, Task> body, ulong stream)
    {
        Console.WriteLine($"{name}: {count} sequences, LOYALTY_SEED={seed}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, stream), FSharpOption<int>.None)));
        var (done, attempts) = (0, 0);
        PropertyBroken? broken = null;
        T? simplest = default;
        void Once(T draw)
        {
            if (broken is null && ++done % 10_000 == 0) Console.WriteLine($"{name}: {done} sequences walked");
            if (broken is not null && ++attempts > MostAttempts) return;
            try
            {
                body(draw).GetAwaiter().GetResult();
            }
            catch (PropertyBroken failure) when (broken is null || failure.Property == broken.Property)
            {
                (broken, simplest) = (failure, draw);
                throw;
            }
            catch (PropertyBroken)
            {
                // Another property: not what is being shrunk.
            }
        }
        try
        {
            Check.One(config, Prop.ForAll(draws, (Action<T>)Once));
        }
        catch (Exception) when (broken is not null)
        {
            throw new PropertyBroken(broken.Property, $"{broken.What}\n{name}, LOYALTY_SEED={seed}, sequence {done}, simplest of {attempts} attempts:\n{simplest}");
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
