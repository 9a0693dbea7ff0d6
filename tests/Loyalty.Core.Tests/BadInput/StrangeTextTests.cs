namespace Loyalty.Tests;

/// <summary>Unicode and control characters in each text a caller can give.</summary>
public sealed class StrangeTextTests
{
    /// <summary>Text that has no place in a record: control characters and halves of surrogate pairs.</summary>
    private static readonly string[] BrokenTexts = ["a\0b", "a\nb", "a\u0085b", "a\u001b[31mb", "a\ud800b", "\udc00", "a\ud800", "\u007f"];

    /// <summary>By number: half a surrogate pair does not survive the way of a test's arguments.</summary>
    public static TheoryData<int> Broken => [.. Enumerable.Range(0, BrokenTexts.Length)];

    /// <summary>Text as people write it anywhere.</summary>
    public static TheoryData<string> Whole => ["e\u0301lan", "\u00e9lan", "\u05e9\u05dc\u05d5\u05dd", "\u202eabc\u202c", "\U0001F469\u200D\U0001F467", "\u0130stanbul", "stra\u00dfe", "\uFB01", "\u212B"];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_text_is_refused_in_every_field_by_name(int which)
    {
        var broken = BrokenTexts[which];
        await using var q = await Quarantine.OpenAsync();
        await Refuses("value.invalid", "FirstName", o => q.Desk.Customers.EnrolAsync(new() { ExternalId = "N-1", FirstName = broken }, o));
        await Refuses("value.invalid", "LastName", o => q.Desk.Customers.EnrolAsync(new() { ExternalId = "N-1", LastName = broken }, o));
        await Refuses("customer.identifier_invalid", "ExternalId", o => q.Desk.Customers.EnrolAsync(new() { ExternalId = broken + "x" }, o));
        await Refuses("customer.identifier_invalid", "Email", o => q.Desk.Customers.EnrolAsync(new() { Email = broken + "@example.org" }, o));
        await Refuses("customer.identifier_invalid", "Mobile", o => q.Desk.Customers.EnrolAsync(new() { Mobile = broken }, o));
        await Refuses("bill.number_invalid", "Number", o => q.Desk.Sales.AddBillAsync(Bill(broken), o));
        await Refuses("value.invalid", "Lines[0].Sku", o => q.Desk.Sales.AddBillAsync(Bill("N-1") with { Lines = [new(broken, 1, 1m)] }, o));
        await RefusesField("Lines[0].Fields", o => q.Desk.Sales.AddBillAsync(Bill("N-1") with { Lines = [new("A", 1, 1m) { Fields = Fields("k", broken) }] }, o));
        await RefusesField("Fields", o => q.Desk.Sales.AddBillAsync(Bill("N-1") with { Fields = Fields("k", broken) }, o));
        await RefusesField("Fields", o => q.Desk.Sales.AddBillAsync(Bill("N-1") with { Fields = Fields(broken, "v") }, o));
        await Refuses("bill.currency", "Currency", o => q.Desk.Sales.AddBillAsync(Bill("N-1") with { Currency = broken }, o));
        await Refuses("bill.number_invalid", "Number", o => q.Desk.Sales.ReturnAsync(new(broken, "B-1"), o));
        await Refuses("return.bill_unknown", "Of", o => q.Desk.Sales.ReturnAsync(new("R-1", broken), o));
        await Refuses("value.invalid", "Reference", o => q.Desk.Points.RedeemAsync(new(q.Anna, 1m, broken), o));
        await Refuses("value.invalid", "Reference", o => q.Desk.Points.HoldAsync(new(q.Anna, 1m, broken), o));
        await Refuses("value.invalid", "Reference", o => q.Desk.Points.ReverseAsync(new(q.Redemption, broken), o));
        await Refuses("value.invalid", "Reference", o => q.Desk.Points.TransferAsync(new(q.Anna, q.Ben, 1m, broken), o));
        await Refuses("value.invalid", "Gift", o => q.Desk.Gifts.ClaimAsync(new(q.Anna, broken), o));
        await Refuses("gift.unknown", "Gift", o => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 1m)) { Customer = q.Anna, Gifts = [broken] }, o));
        await Refuses("value.invalid", "Key", o => q.Desk.Sales.AddBillAsync(Bill("N-1"), o with { Key = broken }));
        await Refuses("value.invalid", "Store", o => q.Desk.AtStore(broken + "x").Sales.AddBillAsync(Bill("N-1"), o));
        await Refuses("value.invalid", "Till", o => q.Desk.AtTill(broken + "x").Sales.AddBillAsync(Bill("N-1"), o));
        await Refuses("value.invalid", "User", o => q.Desk.As(broken + "x").Sales.AddBillAsync(Bill("N-1"), o));

        AddBill Bill(string number) => new(number, q.Anna, 10m);
        Task Refuses<T>(string code, string field, Func<CallOptions, ValueTask<Outcome<T>>> call) => q.RefusesAsync(code, field, call);
        async Task RefusesField<T>(string start, Func<CallOptions, ValueTask<Outcome<T>>> call)
        {
            var outcome = await call(new());
            Assert.Equal("value.invalid", outcome.Refusal?.Code);
            Assert.StartsWith(start, outcome.Refusal!.Field, StringComparison.Ordinal);
            await q.RefusesAsync("value.invalid", outcome.Refusal.Field, call);
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task Whole_text_comes_back_as_it_was_given(string text)
    {
        await using var q = await Quarantine.OpenAsync();
        var member = (await q.Desk.Customers.EnrolAsync(new() { ExternalId = text, FirstName = text, LastName = text, Email = $"{text}@{text}" })).OrThrow();
        Assert.Equal((text, text, text), (member.FirstName, member.LastName, member.ExternalId));
        Assert.Equal(member.Id, (await q.Desk.Customers.LookUpAsync(Identifier.ExternalId($" {text} "))).OrThrow().Id);
        Assert.Equal(member.Id, (await q.Desk.Customers.LookUpAsync(Identifier.Email($"{text}@{text}"))).OrThrow().Id);
        var bill = (await q.Desk.AtTill("T-" + text).As(text).Sales.AddBillAsync(
            new($"  {text} ", member.Id, 10m) { Lines = [new(text, 1, 10m) { Fields = Fields(text, text) }], Fields = Fields(text, text) }, new() { Key = text })).OrThrow();
        var stored = (await q.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow();
        Assert.Equal((text, text, text, "T-" + text), (stored.Number, stored.Lines[0].Sku, stored.Fields[text], stored.Till));
        Assert.Equal(text, stored.Lines[0].Fields![text]);
        Assert.True((await q.Desk.AtTill("T-" + text).Sales.AddBillAsync(
            new(text, member.Id, 10m) { Lines = [new(text, 1, 10m) { Fields = Fields(text, text) }], Fields = Fields(text, text) })).Replayed);
        (await q.Desk.Points.RedeemAsync(new(q.Anna, 1m, text))).OrThrow();
    }

    [Theory]
    [InlineData("FirstName", 100)]
    [InlineData("ExternalId", 100)]
    [InlineData("Number", 50)]
    [InlineData("Sku", 100)]
    [InlineData("Field", 250)]
    [InlineData("Reference", 200)]
    [InlineData("Key", 200)]
    [InlineData("Till", 50)]
    [InlineData("User", 100)]
    public async Task Text_is_accepted_up_to_its_length_and_refused_beyond(string field, int longest)
    {
        await using var q = await Quarantine.OpenAsync();
        var before = StoreImage.Of(q.Shop.Store);
        Assert.NotNull(await Call(new string('x', longest + 1)));
        Assert.NotNull(await Call(new string('x', 1_000_000)));
        StoreImage.AssertUnchanged(before, q.Shop.Store);
        Assert.Null(await Call(new string('x', longest)));

        async Task<Refusal?> Call(string text) => field switch
        {
            "FirstName" => (await q.Desk.Customers.EnrolAsync(new() { ExternalId = "N", FirstName = text })).Refusal,
            "ExternalId" => (await q.Desk.Customers.EnrolAsync(new() { ExternalId = text })).Refusal,
            "Reference" => (await q.Desk.Points.RedeemAsync(new(q.Anna, 1m, text))).Refusal,
            "Number" => (await q.Desk.Sales.AddBillAsync(new(text, q.Anna, 1m))).Refusal,
            "Sku" => (await q.Desk.Sales.AddBillAsync(new("N", q.Anna, 1m) { Lines = [new(text, 1, 1m)] })).Refusal,
            "Field" => (await q.Desk.Sales.AddBillAsync(new("N", q.Anna, 1m) { Fields = Fields(text, text) })).Refusal,
            "Key" => (await q.Desk.Sales.AddBillAsync(new("N", q.Anna, 1m), new() { Key = text })).Refusal,
            "Till" => (await q.Desk.AtTill(text).Sales.AddBillAsync(new("N", q.Anna, 1m))).Refusal,
            _ => (await q.Desk.As(text).Sales.AddBillAsync(new("N", q.Anna, 1m))).Refusal,
        };
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    public async Task Missing_text_is_refused_where_it_is_needed(string? none)
    {
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync("bill.number_invalid", "Number", o => q.Desk.Sales.AddBillAsync(new(none!, q.Anna, 1m), o));
        await q.RefusesAsync("bill.number_invalid", "Number", o => q.Desk.Sales.ReturnAsync(new(none!, "B-1"), o));
        await q.RefusesAsync("return.bill_unknown", "Of", o => q.Desk.Sales.ReturnAsync(new("R-1", none!), o));
        await q.RefusesAsync("value.invalid", "Lines[0].Sku", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 1m) { Lines = [new(none!, 1, 1m)] }, o));
        await q.RefusesAsync("value.invalid", "Reference", o => q.Desk.Points.RedeemAsync(new(q.Anna, 1m, none!), o));
        await q.RefusesAsync("value.invalid", "Gift", o => q.Desk.Gifts.ClaimAsync(new(q.Anna, none!), o));
        await q.RefusesAsync(none is null ? "customer.identifier_missing" : "customer.identifier_invalid", none is null ? null : "ExternalId", o => q.Desk.Customers.EnrolAsync(new() { ExternalId = none }, o));
    }

    private static Dictionary<string, string> Fields(string name, string value) => new() { [name] = value };
}
