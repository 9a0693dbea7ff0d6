namespace Loyalty;

/// <summary>What parent and child of the crash tests agree on.</summary>
internal static class Load
{
    public static LoyaltyOptions Use(LoyaltyOptions options, string store, string path) => store switch
    {
        // Every few dozen commands the recent changes go into the tables, so that some kill falls into it.
        "sqlite" => options.UseSqlite(path, store => store.SettleBytes = 8 << 10),
        "litedb" => options.UseLiteDb(path),
        _ => throw new ArgumentException($"There is no store {store}.", nameof(store)),
    };

    public static LoyaltyDefinition Program() => new()
    {
        Organisation = new() { Code = "crash", Name = "Crash", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1" }] },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonths, Value = 12 } },
            Earning = [new() { Id = "base", Values = [100m] }],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500m }],
            Gifts = [new() { Id = "WELCOME", Points = 5m, Limit = 1_000_000 }],
        },
    };

    public static AddBill Bill(string number, CustomerId member) => new(number, member, 30m) { Lines = [new("A", 2m, 20m), new("B", 1m, 10m)] };

    /// <summary>A sale of one item that spends a point.</summary>
    public static Checkout Sale(string number, CustomerId member) => new(number, Cart.In("GBP").Add("A", 1, 10m)) { Customer = member, RedeemPoints = 1m };

    /// <summary>One item of a bill for another.</summary>
    public static Exchange Exchange(string bill, CustomerId member) =>
        new(new ReturnBill($"X{bill}", of: bill) { Lines = [new(2, 1m)] }, new($"E{bill}", Cart.In("GBP").Add("C", 1, 12m)) { Customer = member });

    /// <summary>A small generator: the same seed gives the same load.</summary>
    public struct Chance(ulong seed)
    {
        private ulong _state = seed == 0 ? 1 : seed;

        public int Next(int below)
        {
            unchecked
            {
                _state ^= _state << 13;
                _state ^= _state >> 7;
                _state ^= _state << 17;
                return (int)(_state % (ulong)below);
            }
        }
    }
}
