using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Loyalty;

/// <summary>
/// Several processes reach for the same things in one file. Parent and child talk in lines: the parent names a contest and its round, the
/// child's callers all go for it at once, the child answers how it ended for them.
/// </summary>
internal static class Contest
{
    /// <summary>The callers of one process.</summary>
    public const int Callers = 64;

    /// <summary>The contests of a round.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["redeem", "same-bill", "other-bill", "identifier", "gift"];

    /// <summary>A round's own gift, of which there is one.</summary>
    public static string Gift(int round) => $"G-{round}";

    public static string Member(int number) => $"C-{number}";

    public static LoyaltyDefinition Program(int rounds)
    {
        var program = Load.Program();
        return program with
        {
            Program = program.Program with { Gifts = [.. Enumerable.Range(0, rounds).Select(round => new GiftDefinition { Id = Gift(round), Points = 5m, Limit = 1 })] },
        };
    }

    /// <summary>How a contest ended for the callers of one child.</summary>
    /// <param name="Slowest">The longest wait of a caller, in microseconds.</param>
    /// <param name="Ends">How many ended in each way: <c>won</c>, <c>again</c> (a repeat's first answer), or a refusal's code.</param>
    /// <param name="Positions">The entries that those who won, or were told again, were answered with.</param>
    public sealed record Result(long Slowest, IReadOnlyDictionary<string, int> Ends, IReadOnlyList<long> Positions)
    {
        public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Slowest};{string.Join(',', Ends.Select(end => $"{end.Key}={end.Value}"))};{string.Join(',', Positions)}");

        public static Result Parse(string line)
        {
            var parts = line.Split(';');
            var ends = parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(end => end.Split('=')).ToDictionary(end => end[0], end => int.Parse(end[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
            return new(long.Parse(parts[0], CultureInfo.InvariantCulture), ends, [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(position => long.Parse(position, CultureInfo.InvariantCulture))]);
        }
    }

    /// <summary>The child's side.</summary>
    public static async Task RunAsync(string store, string path, string child, TextReader asked, TextWriter answers)
    {
        try
        {
            await using var engine = await LoyaltyEngine.OpenAsync(options => Load.Use(options, store, path));
            await AnswerAsync(engine, child, asked, answers);
        }
        catch (StoreException refused)
        {
            await SayAsync(answers, $"{refused.Fault}: {refused.Message}");
        }
    }

    private static async Task AnswerAsync(LoyaltyEngine engine, string child, TextReader asked, TextWriter answers)
    {
        var till = engine.For("crash").AtTill(child);
        var members = new List<CustomerId>();
        while ((await till.Customers.LookUpAsync(Identifier.ExternalId(Member(members.Count)))) is { IsRefused: false } found) members.Add(found.Value.Id);
        await SayAsync(answers, "ready");
        while (await asked.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            var number = int.Parse(words[1], CultureInfo.InvariantCulture);
            var result = words[0] == "work"
                ? await WorkAsync(till, child, members, number, int.Parse(words[2], CultureInfo.InvariantCulture))
                : words[0] == "coupon"
                    ? await CompeteAsync(caller => EndOf(till.Coupons.RedeemAsync(new(members[caller], [words[2]])), _ => 0))
                : words[0] == "sale"
                    ? await CompeteAsync(caller => SellAsync(till, new($"{words[2]}/{child}/{caller}", Cart.In("GBP").Add("A", 1, 10m)) { Customer = members[caller], Codes = [words[2]] }))
                    : await CompeteAsync(caller => Call(till, words[0], number, child, caller, members));
            await SayAsync(answers, result.ToLine());
        }
    }

    /// <summary>Reserves a sale at the start of its payment, and sells it.</summary>
    private static async Task<End> SellAsync(Workplace till, Checkout sale)
    {
        var reserved = await till.Sales.ReserveAsync(new(sale));
        return reserved.IsRefused ? new(reserved.Refusal.Code, 0) : await EndOf(till.Sales.CheckoutAsync(sale), _ => 0);
    }

    private static Task<End> Call(Workplace till, string kind, int round, string child, int caller, List<CustomerId> members) => kind switch
    {
        "redeem" => EndOf(till.Points.RedeemAsync(new(members[round], 30m, $"{round}/{child}/{caller}")), redeemed => redeemed.Position),
        "same-bill" => EndOf(till.Sales.AddBillAsync(new($"SAME-{round}", members[round], 10m)), bill => bill.Position),
        "other-bill" => EndOf(till.Sales.AddBillAsync(new($"OTHER-{round}", members[round], 10m + caller) { Fields = new Dictionary<string, string> { ["child"] = child } }), bill => bill.Position),
        "identifier" => EndOf(till.Customers.EnrolAsync(new() { Email = $"round-{round}@example.org", FirstName = $"{child}/{caller}" }), _ => 0),
        "gift" => EndOf(till.Gifts.ClaimAsync(new(members[members.Count / 2 * (child == "T-2" ? 1 : 0) + caller], Gift(round))), gift => gift.Position),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static async Task<Result> CompeteAsync(Func<int, Task<End>> call)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            await gate.Task;
            var started = Stopwatch.GetTimestamp();
            var end = await call(caller);
            return (end, Waited(started));
        })).ToArray();
        gate.SetResult();
        var ended = await Task.WhenAll(callers);
        return new Result(
            ended.Max(each => each.Item2), ended.GroupBy(each => each.end.How, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            [.. ended.Select(each => each.end.Position).Where(position => position > 0).Distinct().Order()]);
    }

    /// <summary>So many bills by so many callers, each of whom goes on at once.</summary>
    private static async Task<Result> WorkAsync(Workplace till, string child, List<CustomerId> members, int bills, int callers)
    {
        var (next, slowest) = (0, new ConcurrentBag<long>());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var own = 0L;
            for (int i; (i = Interlocked.Increment(ref next)) <= bills;)
            {
                var started = Stopwatch.GetTimestamp();
                (await till.Sales.AddBillAsync(Load.Bill($"{child}/{callers}/{i}", members[i % members.Count]))).OrThrow();
                own = Math.Max(own, Waited(started));
            }
            slowest.Add(own);
        })));
        return new Result(slowest.Max(), new Dictionary<string, int> { ["won"] = bills }, []);
    }

    private static async Task<End> EndOf<T>(ValueTask<Outcome<T>> call, Func<T, long> position)
    {
        var outcome = await call;
        return outcome.IsRefused ? new(outcome.Refusal.Code, 0) : new(outcome.Replayed ? "again" : "won", position(outcome.Value));
    }

    private static long Waited(long started) => (long)Stopwatch.GetElapsedTime(started).TotalMicroseconds;

    private static async Task SayAsync(TextWriter answers, string line)
    {
        await answers.WriteLineAsync(line);
        await answers.FlushAsync();
    }

    private readonly record struct End(string How, long Position);
}
