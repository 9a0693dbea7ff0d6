using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Laws of every call that changes a customer: simulation, repetition, refusal, and what is told of persons.</summary>
public sealed class CustomerCallTests
{
    private const string Secret = "Zwetschgenknödel";
    private const string Mobile = "6215777777";
    private const string Email = "zwetschge@example.org";

    private delegate ValueTask<Outcome<CustomerDetails>> Call(CustomerOperations customers, CustomerId anna, CallOptions options);

    private static readonly Dictionary<string, (Call Same, Call Other)> All = new()
    {
        ["enrol"] = (
            (c, _, o) => c.EnrolAsync(new() { Mobile = Mobile, FirstName = Secret, Type = LoyaltyType.NonLoyalty }, o),
            (c, _, o) => c.EnrolAsync(new() { Mobile = Mobile, FirstName = Secret }, o)),
        ["join"] = (
            (c, _, o) => c.EnrolAsync(new() { Mobile = M1, LastName = Secret, Source = CustomerSource.Wechat, Account = "w1" }, o),
            (c, _, o) => c.EnrolAsync(new() { Mobile = M1, LastName = Secret, Source = CustomerSource.Wechat, Account = "w2" }, o)),
        ["add"] = (
            (c, _, o) => c.AddOrUpdateAsync(new() { Mobile = Mobile, Email = Email, CustomFields = new Dictionary<string, string> { ["hobby"] = Secret } }, o),
            (c, _, o) => c.AddOrUpdateAsync(new() { Mobile = Mobile, Email = Email, CustomFields = new Dictionary<string, string> { ["hobby"] = "none" } }, o)),
        ["add known"] = (
            (c, _, o) => c.AddOrUpdateAsync(new() { Mobile = M1, Email = Email, ExtendedFields = new Dictionary<string, string> { ["note"] = Secret, ["age"] = Secret } }, o),
            (c, _, o) => c.AddOrUpdateAsync(new() { Mobile = M1, Email = Email }, o)),
        ["update"] = (
            (c, anna, o) => c.UpdateAsync(new(anna) { FirstName = Secret, Identifiers = [Identifier.Email(Email)] }, o),
            (c, anna, o) => c.UpdateAsync(new(anna) { LastName = Secret }, o)),
        ["label"] = (
            (c, anna, o) => c.SetLabelAsync(new(anna, "Suspended", "asked"), o),
            (c, anna, o) => c.SetLabelAsync(new(anna, "Suspended", "asked again"), o)),
        ["identifiers"] = (
            (c, anna, o) => c.ChangeIdentifiersAsync(new(anna) { Remove = [Identifier.Mobile(M1)], Add = [Identifier.Mobile(Mobile)] }, o),
            (c, anna, o) => c.ChangeIdentifiersAsync(new(anna) { Add = [Identifier.Email(Email)] }, o)),
        ["subscribe"] = (
            (c, anna, o) => c.SubscribeAsync(new(anna, MessageChannel.Email, MessagePriority.Bulk, IsIn: false), o),
            (c, anna, o) => c.SubscribeAsync(new(anna, MessageChannel.Mobile, MessagePriority.Bulk, IsIn: false), o)),
    };

    /// <summary>What is refused, with personal data in it.</summary>
    private static readonly Dictionary<string, Call> Refused = new()
    {
        ["name"] = (c, _, o) => c.EnrolAsync(new() { Mobile = Mobile, FirstName = Secret + "\u0001" }, o),
        ["mobile"] = (c, _, o) => c.EnrolAsync(new() { Mobile = Mobile + "x" }, o),
        ["email"] = (c, _, o) => c.EnrolAsync(new() { Mobile = Mobile, Email = Secret }, o),
        ["taken"] = (c, _, o) => c.EnrolAsync(new() { Mobile = M1, FirstName = Secret }, o),
        ["label"] = (c, anna, o) => c.SetLabelAsync(new(anna, "None", "why"), o),
        ["identifiers"] = (c, anna, o) => c.ChangeIdentifiersAsync(new(anna) { Add = [Identifier.Email(Secret)] }, o),
        ["not there"] = (c, anna, o) => c.ChangeIdentifiersAsync(new(anna) { Remove = [Identifier.Email(Email)] }, o),
        ["source"] = (c, anna, o) => c.UpdateAsync(new(anna) { FirstName = Secret, Source = CustomerSource.Jd }, o),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string> RefusedNames => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_simulation_gives_the_answer_and_writes_nothing(string name) => PlayAsync(async (shop, anna) =>
    {
        var before = StoreImage.Of(shop.Store);
        var simulated = await All[name].Same(shop.Desk.Customers, anna, new() { Simulate = true });
        StoreImage.AssertUnchanged(before, shop.Store);
        var real = await All[name].Same(shop.Desk.Customers, anna, new());
        Assert.True(simulated.Simulated);
        Assert.Equal(real.OrThrow(), simulated.OrThrow());
        Assert.Equal(real.Codes(), simulated.Codes());
    });

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_repeat_under_its_key_gives_the_first_answer_and_other_content_is_refused(string name) => PlayAsync(async (shop, anna) =>
    {
        var first = await All[name].Same(shop.Desk.Customers, anna, new() { Key = "k" });
        var before = StoreImage.Of(shop.Store);
        var again = await All[name].Same(shop.Desk.Customers, anna, new() { Key = "k" });
        Assert.True(again.Replayed);
        Assert.Equal(first.OrThrow(), again.OrThrow());
        Assert.Equal(new KeyReused("k"), (await All[name].Other(shop.Desk.Customers, anna, new() { Key = "k" })).Refusal);
        StoreImage.AssertUnchanged(before, shop.Store);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public Task What_is_told_names_nobody(string name) => PlayAsync(async (shop, anna) =>
    {
        var outcome = await All[name].Same(shop.Desk.Customers, anna, new() { Trace = true, Key = "k" });
        Assert.NotEmpty(outcome.Trace);
        AssertSilent([.. outcome.Trace.Select(step => step.ToString()), .. outcome.Warnings.Select(warning => warning.ToString())]);
    });

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public Task A_refusal_writes_nothing_and_names_nobody(string name) => PlayAsync(async (shop, anna) =>
    {
        var before = StoreImage.Of(shop.Store);
        var outcome = await Refused[name](shop.Desk.Customers, anna, new() { Trace = true, Key = "k" });
        StoreImage.AssertUnchanged(before, shop.Store);
        var thrown = Assert.Throws<RefusedException>(() => outcome.Value);
        AssertSilent([outcome.Refusal!.ToString(), thrown.Message, .. outcome.Trace.Select(step => step.ToString())]);
    });

    [Fact]
    public Task The_journal_and_the_accounts_hold_nothing_of_persons() => PlayAsync(async (shop, anna) =>
    {
        foreach (var (name, (same, _)) in All.Where(call => call.Key is not ("enrol" or "add"))) Assert.False((await same(shop.Desk.Customers, anna, new())).IsRefused, name);
        using var view = shop.Store.OpenRead();
        var writer = new RecordWriter();
        foreach (var collection in (Collection[])[Journal.Entries, Accounts.All])
        {
            var rows = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(collection, KeyRange.All, int.MaxValue, false, rows);
            Assert.NotEmpty(rows);
            foreach (var (_, record) in rows)
            {
                writer.Clear();
                collection.Encode(record, writer);
                AssertSilent([System.Text.Encoding.UTF8.GetString(writer.Written)]);
            }
        }
    });

    private static void AssertSilent(IEnumerable<string> texts) =>
        Assert.All(texts, text => Assert.All((string[])[Secret, Mobile, Email, M1, "Adler"], personal => Assert.DoesNotContain(personal, text, StringComparison.OrdinalIgnoreCase)));

    private static Task PlayAsync(Func<Shop, CustomerId, Task> scenario) => Shop.PlayAsync(
        India(rules => rules with
        {
            CustomFields = [new() { Name = "hobby" }],
            ExtendedFields = [new() { Name = "note", Type = ExtendedFieldType.String }, new() { Name = "age", Type = ExtendedFieldType.Integer }],
        }),
        async shop => await scenario(shop, (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, LastName = "Adler" })).OrThrow().Id));
}
