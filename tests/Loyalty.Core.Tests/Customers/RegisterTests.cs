using NodaTime;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Registration: identifiers, sources, what is refused in which order, whom it joins (customers R1-R3, R10-R14, R18).</summary>
public sealed class RegisterTests
{
    [Theory]
    [Trait("rule", "customers R1")]
    [InlineData("6215000000", "916215000000")]
    [InlineData("+91 (62150) 00000", "916215000000")]
    [InlineData("916215000000", "916215000000")]
    [InlineData("[91] 1215-000-000", "911215000000")]
    [InlineData("5215000000", "5215000000")]
    [InlineData("123456789", "123456789")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("12345678", null)]
    [InlineData("1234567890123456", null)]
    [InlineData("0123456789", null)]
    [InlineData("62150x0000", null)]
    [InlineData("", null)]
    public Task A_mobile_is_stored_with_country_code_or_refused(string given, string? stored) => Shop.PlayAsync(India(), async shop =>
    {
        var added = await shop.TryAddAsync(mobile: given);
        if (stored is null) Assert.Equal("customer.identifier_invalid", added.Refusal!.Code);
        else Assert.Equal(stored, added.OrThrow().Mobile);
    });

    [Fact]
    [Trait("rule", "customers R1")]
    [Trait("rule", "customers scenario 3")]
    public async Task Numbers_of_other_countries_are_accepted_unless_the_organisation_knows_its_own_only()
    {
        await Shop.PlayAsync(India(), async shop => Assert.Equal("5215000000", (await shop.AddAsync(mobile: "5215000000")).Mobile));
        await Shop.PlayAsync(India(rules => rules with { OtherCountries = false }), async shop =>
        {
            Assert.Equal("customer.identifier_invalid", (await shop.TryAddAsync(mobile: "5215000000")).Refusal!.Code);
            Assert.Equal("916215000000", (await shop.AddAsync(mobile: "6215000000")).Mobile);
        });
    }

    [Fact]
    [Trait("rule", "customers R1")]
    public async Task An_application_brings_its_own_reading_of_mobile_numbers()
    {
        await using var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            options.UseInMemory().UseProgram(India());
            options.MobileNumbers = new Reversed();
        });
        Assert.Equal("321654987", (await engine.For("shop").Customers.EnrolAsync(new() { Mobile = "789456123" })).OrThrow().Mobile);
        Assert.Equal("customer.identifier_invalid", (await engine.For("shop").Customers.EnrolAsync(new() { Mobile = "letters" })).Refusal!.Code);
    }

    [Fact]
    [Trait("rule", "customers R2")]
    [Trait("rule", "customers R3")]
    public Task Emails_and_external_ids_are_compared_ignoring_case_other_identifiers_exactly() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var anna = await shop.AddAsync(email: "  Anna@Example.org ", external: "ab-ä1");
        Assert.Equal(("Anna@Example.org", "ab-ä1"), (anna.Email, anna.ExternalId));
        Assert.Equal("customer.identifier_taken", (await shop.TryAddAsync(email: "ANNA@EXAMPLE.ORG")).Refusal!.Code);
        Assert.Equal("customer.identifier_taken", (await shop.TryAddAsync(external: "AB-ä1")).Refusal!.Code);
        await shop.AddAsync(external: "AB-Ä1");
        var line = new Identifier(IdentifierKind.Line, "U1");
        (await shop.Desk.Customers.EnrolAsync(new() { Identifiers = [line] })).OrThrow();
        (await shop.Desk.Customers.EnrolAsync(new() { Identifiers = [line with { Value = "u1" }] })).OrThrow();
        Assert.Equal(new IdentifierTaken(IdentifierKind.Line, new(3)), (await shop.Desk.Customers.EnrolAsync(new() { Identifiers = [line] })).Refusal);
        Assert.DoesNotContain("U1", line.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    [Trait("rule", "customers scenario 1")]
    [Trait("rule", "customers R13")]
    public Task A_new_customer_has_the_default_label_and_the_lowest_tier() => Shop.PlayAsync(India().WithGold(), async shop =>
    {
        var added = await shop.AddAsync(mobile: "6215000000");
        Assert.Equal(("916215000000", "Active", CustomerStatus.Active, LoyaltyType.Loyalty), (added.Mobile, added.StatusLabel, added.Status, added.Type));
        Assert.Equal("Base", (await shop.StatementAsync(added.Id)).Tier);
    });

    [Fact]
    [Trait("rule", "customers scenario 2")]
    [Trait("rule", "customers R11")]
    [Trait("rule", "customers R15")]
    public Task The_same_again_is_refused_or_is_an_update() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        var before = await shop.EntriesAsync();
        Assert.Equal(new IdentifierTaken(IdentifierKind.Mobile, anna.Id), (await shop.TryAddAsync(mobile: M1)).Refusal);
        Assert.Equal(before, await shop.EntriesAsync());
        Assert.Equal(anna.Id, (await shop.UpsertAsync(mobile: M1)).OrThrow().Id);
        Assert.Equal("Anna", (await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, FirstName = "Anna" })).OrThrow().FirstName);
    });

    [Fact]
    [Trait("rule", "customers scenario 4")]
    [Trait("rule", "customers R11")]
    public Task Another_source_gets_a_profile_of_the_same_customer() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        var joined = await shop.TryAddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1");
        Assert.Equal(anna.Id, joined.OrThrow().Id);
        Assert.Equal(["customer.joined"], joined.Codes());
        var profiles = (await shop.Desk.Customers.ProfilesAsync(anna.Id)).OrThrow().Profiles;
        Assert.Equal([(CustomerSource.Instore, null), (CustomerSource.Wechat, "w1")], profiles.Select(profile => (profile.Source, profile.Account)));
        Assert.Equal(new AccountMissing(CustomerSource.Wechat), (await shop.TryAddAsync(mobile: M1, source: CustomerSource.Wechat)).Refusal);
        Assert.Equal(new IdentifierTaken(IdentifierKind.Mobile, anna.Id), (await shop.TryAddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1")).Refusal);
        (await shop.TryAddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w2")).OrThrow();
    });

    [Fact]
    [Trait("rule", "customers scenario 5")]
    [Trait("rule", "customers R11")]
    public Task Identifiers_of_two_customers_join_nobody() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var a = await shop.AddAsync(mobile: M1);
        var b = await shop.AddAsync(email: E1, source: CustomerSource.Ecommerce);
        var before = await shop.EntriesAsync();
        Assert.Equal(new IdentifiersOfSeveral(a.Id, b.Id), (await shop.TryAddAsync(mobile: M1, email: E1, source: CustomerSource.Website)).Refusal);
        Assert.Equal(before, await shop.EntriesAsync());
    });

    [Fact]
    [Trait("rule", "customers R11")]
    public Task A_profile_there_is_is_never_changed_by_a_registration() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        (await shop.TryAddAsync(mobile: M1, email: E1, source: CustomerSource.Ecommerce)).OrThrow();
        Assert.Equal(new ProfileExists(anna.Id, CustomerSource.Instore), (await shop.TryAddAsync(mobile: M2, email: E1)).Refusal);
        Assert.Null((await shop.Desk.Customers.GetAsync(anna.Id)).OrThrow().Email);
    });

    [Fact]
    [Trait("rule", "customers R10")]
    public Task The_first_refusal_in_documented_order_is_the_answer() => Shop.PlayAsync(India(rules => rules with { EmailRequired = true, EarliestRegistration = new(2025, 1, 1) }), async shop =>
    {
        await shop.AddAsync(mobile: M1, email: E1);
        // Everything is wrong at once; each time the first fault is mended.
        var wrong = new EnrolCustomer { Source = (CustomerSource)99, Type = LoyaltyType.NonLoyalty, ExternalId = "\u0001", RegisteredAt = Instant.FromUtc(2020, 1, 1, 0, 0) };
        Assert.Equal("customer.source_invalid", await Code(wrong));
        wrong = wrong with { Source = CustomerSource.Line };
        Assert.Equal("customer.account_missing", await Code(wrong));
        wrong = wrong with { Account = "none" };
        Assert.Equal("customer.account_unknown", await Code(wrong));
        wrong = wrong with { Source = CustomerSource.Instore, Account = null };
        Assert.Equal("customer.non_loyalty_identifier_missing", await Code(wrong));
        wrong = wrong with { Type = LoyaltyType.Loyalty };
        Assert.Equal("customer.identifier_required", await Code(wrong));
        wrong = wrong with { Mobile = "12" };
        Assert.Equal("customer.identifier_required", await Code(wrong));
        wrong = wrong with { Email = E1 };
        Assert.Equal("customer.identifier_invalid", await Code(wrong));
        wrong = wrong with { Mobile = M2, ExternalId = null };
        Assert.Equal("customer.registration_time", await Code(wrong));
        wrong = wrong with { RegisteredAt = Instant.FromUtc(2025, 6, 1, 0, 0) };
        Assert.Equal("place.unknown", await Code(wrong, shop.Desk.AtTill("T1", "elsewhere")));
        Assert.Equal("customer.identifier_taken", await Code(wrong));
        Assert.Equal("customer.identifier_missing", await Code(new()));

        async Task<string> Code(EnrolCustomer command, Workplace? at = null) => (await (at ?? shop.Desk.AtTill("T1")).Customers.EnrolAsync(command)).Refusal!.Code;
    });

    [Fact]
    [Trait("rule", "customers R14")]
    public Task A_registration_may_lie_in_the_past_and_never_ahead() => Shop.PlayAsync(India(), async shop =>
    {
        var then = Instant.FromUtc(2019, 3, 1, 8, 0);
        var anna = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, RegisteredAt = then })).OrThrow();
        Assert.Equal((then, then), (anna.RegisteredAt, anna.EnrolledAt));
        var ahead = shop.Clock.GetCurrentInstant() + Duration.FromMinutes(1);
        Assert.IsType<RegistrationTimeInvalid>((await shop.Desk.Customers.EnrolAsync(new() { Mobile = M2, RegisteredAt = ahead })).Refusal);
    });

    [Fact]
    [Trait("rule", "customers R18")]
    [Trait("rule", "customers scenario 25")]
    public Task A_batch_is_decided_item_by_item() => Shop.PlayAsync(India(rules => rules with { BatchLimit = 3 }), async shop =>
    {
        EnrolCustomer[] three = [new() { Mobile = M1 }, new() { Mobile = "12" }, new() { Mobile = M2 }];
        var batch = (await shop.Desk.Customers.AddOrUpdateManyAsync(three, new() { Key = "batch-1" })).OrThrow();
        Assert.Equal([null, "customer.identifier_invalid", null], batch.Items.Select(item => item.Refusal?.Code));
        Assert.Equal(2, batch.Accepted);
        var before = await shop.EntriesAsync();
        var again = await shop.Desk.Customers.AddOrUpdateManyAsync(three, new() { Key = "batch-1" });
        Assert.Equal(batch.Items[2].Value.Id, again.OrThrow().Items[2].Value.Id);
        Assert.Equal(before, await shop.EntriesAsync());
        Assert.Equal(new CustomerBatchTooLarge(4, 3), (await shop.Desk.Customers.EnrolManyAsync([.. three, new() { Mobile = "6215000009" }])).Refusal);
        Assert.Equal(["customer.identifier_taken", "customer.identifier_taken"], (await shop.Desk.Customers.EnrolManyAsync([three[0], three[0]])).OrThrow().Items.Select(item => item.Refusal!.Code));
    });

    [Fact]
    [Trait("rule", "customers R10")]
    public Task A_repeated_registration_gives_the_first_customer_again() => Shop.PlayAsync(India(), async shop =>
    {
        var first = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1 }, new() { Key = "k" })).OrThrow();
        var again = await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1 }, new() { Key = "k" });
        Assert.True(again.Replayed);
        Assert.Equal(first, again.OrThrow());
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, Source = CustomerSource.Website }, new() { Key = "k" })).Refusal!.Code);
    });

    private sealed class Reversed : IMobileNumbers
    {
        public string? Normalise(string given, string? country, bool otherCountries) => new([.. given.Reverse()]);
    }
}
