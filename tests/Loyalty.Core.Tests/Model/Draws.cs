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

    /// <summary>Runs a property on a share of the sequences; what fails is shrunk and shown with the seed.</summary>
    public static void Run<T>(string name, Arbitrary<T> draws, int percent, Func<T, Task> body)
    {
        var count = Math.Max(1, (int)((long)Sequences * percent / 100));
        Console.WriteLine($"{name}: {count} sequences, LOYALTY_SEED={Seed}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, 1), FSharpOption<int>.None)));
        try
        {
            Check.One(config, Prop.ForAll(draws, draw => body(draw).GetAwaiter().GetResult()));
        }
        catch (Exception failure)
        {
            throw new PropertyBroken(PropertyOf(failure), $"with LOYALTY_SEED={Seed}\n{failure.Message}");
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    // FsCheck throws a text of its own, with the shrunk failure's at its end.
    private static string PropertyOf(Exception failure)
    {
        var text = failure.ToString();
        var at = text.LastIndexOf($"{nameof(PropertyBroken)}: ", StringComparison.Ordinal);
        return Properties.All.FirstOrDefault(name => at >= 0 && text.AsSpan(at).StartsWith($"{nameof(PropertyBroken)}: {name}", StringComparison.Ordinal)) ?? Properties.Answers;
    }
}
