using System.Globalization;
using Loyalty;
using Loyalty.Testing;
using NodaTime;

// Args: contest STORE FILE CHILD. Competes with another process for the same things: see Contest.
if (args is ["contest", var contestedStore, var contested, var child])
{
    await Contest.RunAsync(contestedStore, contested, child, Console.In, Console.Out);
    return;
}

// Args: year CULTURE THREADS SEED. Replays a generated year: see Year.
if (args is ["year", var culture, var threads, var yearSeed])
{
    await Year.RunAsync(culture, int.Parse(threads, CultureInfo.InvariantCulture), ulong.Parse(yearSeed, CultureInfo.InvariantCulture), Console.Out);
    return;
}

// Args: count STORE FILE TIMES. What the storage contract asks of another process.
if (args is ["count", var counted, var counter, var times])
{
    Environment.ExitCode = StoreContract.CountUp(
        () => counted == "litedb"
            ? LiteDbStore.Open(new() { Path = counter }, StoreContract.Collections)
            : SqliteStore.Open(new() { Path = counter }, StoreContract.Collections),
        int.Parse(times, CultureInfo.InvariantCulture));
    return;
}

// Args: STORE FILE SEED ROUND. Waits for a line, so that it can be started ahead; then works on the file with several callers until it
// is killed, and writes a line for each command that the engine has acknowledged: what the parent must find again.
if (await Console.In.ReadLineAsync() is null) return;
var (store, path, seed, round) = (args[0], args[1], ulong.Parse(args[2], CultureInfo.InvariantCulture), args[3]);
const int Callers = 24; // enough that two groups are under way when the kill comes
const int Members = 20;

await using var engine = await LoyaltyEngine.OpenAsync(options => Load.Use(options, store, path).UseProgram(Load.Program()));
var till = engine.For("crash").AtTill("T-01");
var members = new CustomerId[Members];
for (var i = 0; i < Members; i++)
{
    var external = $"C{i}";
    var known = await till.Customers.LookUpAsync(Identifier.ExternalId(external));
    members[i] = known.IsRefused ? (await till.Customers.EnrolAsync(new() { ExternalId = external })).OrThrow().Id : known.Value.Id;
}
Console.Out.WriteLine("ready");
await Console.Out.FlushAsync();

var gate = new Lock();
foreach (var member in members)
{
    var claimed = await till.Gifts.ClaimAsync(new(member, "WELCOME"));
    if (!claimed.IsRefused) Acknowledge($"gift {member} WELCOME");
}
await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller))));

async Task CallAsync(int caller)
{
    var chance = new Load.Chance(seed * 31 + (ulong)caller + 1);
    for (var i = 0; ; i++)
    {
        var member = members[chance.Next(Members)];
        var name = $"{round}/{caller}/{i}";
        switch (chance.Next(8))
        {
            case 0:
                var redeemed = await till.Points.RedeemAsync(new(member, 10m, name));
                if (redeemed.IsRefused) break;
                Acknowledge($"redeem {member} {name}");
                if (chance.Next(2) != 0) break;
                var reversed = await till.Points.ReverseAsync(new(redeemed.Value.Redemption, name + "/back"));
                if (!reversed.IsRefused) Acknowledge($"reverse {member} {name} {redeemed.Value.Redemption}");
                break;
            case 1:
                var bill = await till.Sales.AddBillAsync(Load.Bill(name, member));
                if (bill.IsRefused) break;
                Acknowledge($"bill {member} {name}");
                var back = await till.Sales.ReturnAsync(new($"R{name}", of: name) { Lines = [new(1, 1m)] });
                if (!back.IsRefused) Acknowledge($"return {member} {name}");
                break;
            case 2:
                var held = await till.Points.HoldAsync(new(member, 5m, name));
                if (held.IsRefused) break;
                Acknowledge($"hold {member} {name}");
                if (chance.Next(2) == 0)
                {
                    var captured = await till.Points.CaptureAsync(new(held.Value.Redemption));
                    if (!captured.IsRefused) Acknowledge($"capture {member} {name} {held.Value.Redemption}");
                }
                else
                {
                    var released = await till.Points.ReleaseAsync(new(held.Value.Redemption));
                    if (!released.IsRefused) Acknowledge($"release {member} {name} {held.Value.Redemption}");
                }
                break;
            case 3:
                var other = members[chance.Next(Members)];
                var sent = await till.Points.TransferAsync(new(member, other, 1m, name));
                if (!sent.IsRefused) Acknowledge($"transfer {member} {name} {other}");
                break;
            case 4:
                var sold = await till.Sales.CheckoutAsync(Load.Sale(name, member));
                if (!sold.IsRefused) Acknowledge($"checkout {member} {name}");
                break;
            case 5:
                if ((await till.Sales.AddBillAsync(Load.Bill(name, member))).IsRefused) break;
                var exchanged = await till.Sales.ExchangeAsync(Load.Exchange(name, member));
                if (!exchanged.IsRefused) Acknowledge($"exchange {member} {name}");
                break;
            default:
                var added = await till.Sales.AddBillAsync(Load.Bill(name, member));
                if (!added.IsRefused) Acknowledge($"bill {member} {name}");
                break;
        }
    }
}

void Acknowledge(string line)
{
    lock (gate)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
