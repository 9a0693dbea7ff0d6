namespace Loyalty.Tests;

/// <summary>Organisations of the customers scenarios: primary mobile, India, the documented defaults unless a scenario names a setting.</summary>
internal static class CustomerShop
{
    public static LoyaltyDefinition India(Func<CustomerRules, CustomerRules>? change = null) =>
        Definitions.Points(Definitions.TenPercent).In(organisation => organisation with
        {
            MobileCountry = "IN",
            Stores = [new() { Code = "S1", Tills = ["T1"] }],
            Customers = (change ?? (rules => rules))(new CustomerRules
            {
                AnyIdentifier = false,
                Accounts = [new() { Source = CustomerSource.Wechat, Account = "w1" }, new() { Source = CustomerSource.Wechat, Account = "w2" }],
            }),
        });

    public const string M1 = "6215000001";
    public const string M2 = "6215000002";
    public const string E1 = "anna@example.org";
    public const string E2 = "berta@example.org";

    public static async Task<CustomerDetails> AddAsync(this Shop shop, string? mobile = null, string? email = null, string? external = null, CustomerSource source = CustomerSource.Instore, string? account = null) =>
        (await shop.TryAddAsync(mobile, email, external, source, account)).OrThrow();

    public static Task<Outcome<CustomerDetails>> TryAddAsync(
        this Shop shop, string? mobile = null, string? email = null, string? external = null, CustomerSource source = CustomerSource.Instore, string? account = null) =>
        shop.Desk.Customers.EnrolAsync(new() { Mobile = mobile, Email = email, ExternalId = external, Source = source, Account = account }).AsTask();

    /// <summary>Adds or updates, as the first version of the documented interface does.</summary>
    public static Task<Outcome<CustomerDetails>> UpsertAsync(this Shop shop, string? mobile = null, string? email = null, string? external = null) =>
        shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = mobile, Email = email, ExternalId = external }).AsTask();

    /// <summary>How many entries there are: what is refused or repeated adds none.</summary>
    public static async Task<long> EntriesAsync(this Shop shop) => (await shop.Engine.VerifyAsync()).Entries;

    public static string[] Codes<T>(this Outcome<T> outcome) => [.. outcome.Warnings.Select(warning => warning.Code)];

    /// <summary>The record as it is stored.</summary>
    public static CustomerRecord Record(this Shop shop, CustomerId customer)
    {
        using var view = shop.Store.OpenRead();
        return (CustomerRecord)view.Find(CustomerRecord.All, new RecordKey(customer.Value))!;
    }

    /// <summary>Puts a record behind the engine's back.</summary>
    public static void Tamper(this Shop shop, CustomerRecord record)
    {
        using var view = shop.Store.OpenWrite();
        view.Commit(new ChangeBatch([new Change(CustomerRecord.All, new RecordKey(record.Id), record)]));
    }
}
