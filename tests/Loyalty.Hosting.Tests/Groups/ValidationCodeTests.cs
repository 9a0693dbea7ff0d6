using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Points R37 over HTTP: codes are sent to the customer and told to nobody else.</summary>
public sealed class ValidationCodeTests
{
    private static LoyaltyDefinition Asking(LoyaltyDefinition program) => program with { Program = program.Program with { Redemption = new() { Codes = new() { Required = true, TillsThatSkip = ["T1"] } } } };

    [Fact]
    [Trait("rule", "points R37")]
    public async Task A_code_is_sent_confirms_a_redemption_and_is_shown_to_no_caller()
    {
        var sent = new List<ValidationCodeMessage>();
        await using var world = await World.OpenAsync(api => api.SendValidationCode = (message, _) =>
        {
            sent.Add(message);
            return new(message.Points < 90m);
        }, Asking);
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 10m, "B-1");
        var issued = await world.GetAsync("/v1.1/points/validationcode?mobile=447700900001&points=50&format=json");
        Assert.Equal((200, "200", "447700900001", "50", $"{anna.Id}"), (issued.Status, Item(issued, "item_status.code"), Item(issued, "mobile"), Item(issued, "points"), Item(issued, "user_id")));
        var message = Assert.Single(sent);
        Assert.Equal(("acme", anna.Id, "447700900001", 50m, World.Start + Duration.FromMinutes(15)), (message.Organisation, message.Customer, message.Mobile, message.Points, message.ValidUntil));
        Assert.DoesNotContain(message.Code, issued.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(message.Code, message.ToString(), StringComparison.Ordinal);
        await world.GetAsync("/v1.1/points/validationcode?mobile=447700900001&points=50&format=json");
        Assert.Equal(message.Code, sent[1].Code);

        Assert.Equal("824", await RedeemAsync(world, "\"points_redeemed\":20"));
        Assert.Equal("808", await RedeemAsync(world, $"\"points_redeemed\":20,\"validation_code\":\"{(message.Code == "000000" ? "000001" : "000000")}\""));
        Assert.Equal("825", await RedeemAsync(world, "\"points_redeemed\":20,\"validation_type\":\"MISSED_CALL\""));
        Assert.Equal("800", await RedeemAsync(world, $"\"points_redeemed\":20,\"validation_code\":\"{message.Code}\""));
        Assert.Equal("808", await RedeemAsync(world, $"\"points_redeemed\":20,\"validation_code\":\"{message.Code}\""));
        Assert.Equal("800", await RedeemAsync(world, "\"points_redeemed\":10,\"skip_validation\":\"true\""));
        Assert.Equal("800", await RedeemAsync(world, "\"points_redeemed\":10,\"validation_type\":\"INVALID\""));

        Assert.Equal("816", Item(await world.GetAsync("/v1.1/points/validationcode?mobile=447700900009&points=50&format=json"), "item_status.code"));
        Assert.Equal("801", Item(await world.GetAsync("/v1.1/points/validationcode?mobile=447700900001&points=0&format=json"), "item_status.code"));
        Assert.Equal("802", Item(await world.GetAsync("/v1.1/points/validationcode?points=50&format=json"), "item_status.code"));
        Assert.Equal("860", Item(await world.GetAsync("/v1.1/points/validationcode?mobile=447700900001&points=90&format=json"), "item_status.code"));
        // What only asks whether points can be redeemed sends a code where they can, and says where that failed.
        var before = sent.Count;
        var may = await world.GetAsync("/v1.1/points/isredeemable?mobile=447700900001&points=5000&issue_otp=true&format=json");
        Assert.Equal(("818", before), (may["response.points.redeemable.item_status.code"], sent.Count));
        may = await world.GetAsync("/v1.1/points/isredeemable?mobile=447700900001&points=20&issue_otp=true&format=json");
        Assert.Equal(("800", "876", before + 1), (may["response.points.redeemable.item_status.code"], may["response.points.redeemable.item_status.warnings.warning.0.code"], sent.Count));
    }

    [Fact]
    [Trait("rule", "points R37")]
    public async Task Asking_whether_points_can_be_redeemed_is_no_way_to_guess_the_code()
    {
        var sent = new List<ValidationCodeMessage>();
        await using var world = await World.OpenAsync(api => api.SendValidationCode = (message, _) =>
        {
            sent.Add(message);
            return new(true);
        }, Asking);
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 10m, "B-1");
        await world.GetAsync("/v1.1/points/validationcode?mobile=447700900001&points=50&format=json");
        var code = Assert.Single(sent).Code;
        Assert.Equal("800", await MayAsync(code));
        for (var i = 0; i < 5; i++) Assert.Equal("808", await MayAsync(code == "000000" ? "000001" : "000000"));
        Assert.Equal("808", await MayAsync(code));
        Assert.Equal("808", await RedeemAsync(world, $"\"points_redeemed\":20,\"validation_code\":\"{code}\""));

        async Task<string?> MayAsync(string given) =>
            (await world.GetAsync($"/v1.1/points/isredeemable?mobile=447700900001&points=20&validation_code={given}&format=json"))["response.points.redeemable.item_status.code"];
    }

    [Fact]
    [Trait("rule", "points R37")]
    public async Task Without_anybody_who_sends_no_code_is_issued_as_sent()
    {
        await using var world = await World.OpenAsync(change: Asking);
        await world.EnrolAsync();
        Assert.Equal("860", Item(await world.GetAsync("/v1.1/points/validationcode?mobile=447700900001&points=50&format=json"), "item_status.code"));
    }

    private static string? Item(Reply reply, string path) => reply[$"response.validation_code.code.{path}"];

    private static async Task<string?> RedeemAsync(World world, string fields) =>
        (await world.PostAsync("/v1.1/points/redeem?format=json", $$$"""{"root":{"redeem":[{{{{fields}}},"customer":{"mobile":"447700900001"}}]}}"""))["response.points.item_status.code"]
            ?? throw new InvalidOperationException("No item.");
}
