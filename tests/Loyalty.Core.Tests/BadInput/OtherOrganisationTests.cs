using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>Ids are numbers that anybody can guess: those of another organisation lead to nothing, whatever is asked of them, and nothing is written.</summary>
public sealed class OtherOrganisationTests
{
    [Fact]
    public async Task Groups_requests_and_customers_of_another_organisation_are_not_there()
    {
        var first = new MemoryStore();
        var store = first;
        await using (await OpenAsync(first, "acme")) store = first.Copy();
        await using var engine = await OpenAsync(store, "shop");
        var theirs = await GroupChanging.PrepareAsync(engine.For("shop"));
        var request = (await engine.For("shop").Requests.AskAsync(new(theirs.Cara, CustomerRequestKind.Email) { NewValue = "cara@example.org" })).OrThrow().Id;
        var desk = engine.For("acme");
        var own = (await desk.Customers.EnrolAsync(new() { ExternalId = "own" })).OrThrow().Id;
        var group = (await desk.Groups.MakeAsync(new("own"))).OrThrow().Id;
        var image = StoreImage.Of(store);
        foreach (var (name, (same, _)) in GroupChanging.All.Where(call => call.Key != "make"))
        {
            Assert.True((await same(desk, theirs, new())).Refusal?.Code is "group.unknown" or "customer.unknown" or "group.redemption_unknown" or "goodwill.unknown", name);
            if (name is not ("update" or "dissolve" or "ask_goodwill")) Assert.NotNull((await same(desk, theirs with { Group = group, Other = group }, new() { Key = name })).Refusal);
        }
        Assert.Equal("customer.unknown", (await desk.Groups.JoinAsync(new(group, theirs.Cara))).Refusal?.Code);
        Assert.Equal(new GroupRedemptionUnknown(theirs.Redemption.ToString()), (await desk.Groups.ReverseAsync(new(theirs.Redemption, "mine"))).Refusal);
        Assert.Equal("group.unknown", (await desk.Groups.GetAsync(theirs.Group)).Refusal?.Code);
        Assert.Equal("group.unknown", (await desk.Groups.MembersAsync(new(theirs.Group))).Refusal?.Code);
        Assert.Equal("group.unknown", (await desk.Sales.AddBillAsync(new("B-1", own, 1m) { Group = theirs.Group })).Refusal?.Code);
        Assert.Equal(new CustomerRequestUnknown(request), (await desk.Requests.GetAsync(request)).Refusal);
        Assert.Equal(new CustomerRequestUnknown(request), (await desk.Requests.DecideAsync(new(request, true))).Refusal);
        Assert.Empty((await desk.Requests.ListAsync(new())).OrThrow().Items);
        Assert.Equal(new MergeSideUnknown(theirs.Cara, "Victim"), (await desk.Customers.MergeAsync(new(theirs.Cara, own))).Refusal);
        Assert.Equal(new MergeSideUnknown(theirs.Cara, "Survivor"), (await desk.Customers.MergeAsync(new(own, theirs.Cara))).Refusal);
        Assert.NotNull((await desk.Requests.AskAsync(new(own, CustomerRequestKind.Merge) { Other = theirs.Cara })).Refusal);
        StoreImage.AssertUnchanged(image, store);
    }

    [Fact]
    public async Task What_is_kept_of_another_organisations_customers_is_not_there()
    {
        var first = new MemoryStore();
        var store = first;
        await using (await OpenAsync(first, "acme")) store = first.Copy();
        await using var engine = await OpenAsync(store, "shop");
        var theirs = await CustomerChanging.PrepareAsync(engine.For("shop"), "their");
        var desk = engine.For("acme");
        var own = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        var image = StoreImage.Of(store);
        // What names nobody of theirs makes something of one's own.
        foreach (var (name, (same, _)) in CustomerChanging.All.Where(call => call.Key is not ("add_label" or "bring_cards" or "associate" or "add_campaign_user")))
            Assert.True((await same(desk, theirs, new())).Refusal?.Code is "customer.unknown" or "campaign_user.unknown", name);
        Assert.Equal("label.unknown", (await desk.Labels.ChangeAsync(new(own) { Add = ["label-their"] })).Refusal?.Code);
        Assert.Equal("card.unknown", (await desk.Cards.LinkAsync(new(own, "free-their"))).Refusal?.Code);
        Assert.Equal("card.unknown", (await desk.Cards.GetAsync("card-their")).Refusal?.Code);
        Assert.Equal("note.unknown", (await desk.Dossiers.UpdateNoteAsync(new(own, theirs.Note, "mine"))).Refusal?.Code);
        Assert.Equal("image.unknown", (await desk.Dossiers.DeleteImagesAsync(new(own, [theirs.Image]))).Refusal?.Code);
        Assert.Equal("customer.unknown", (await desk.Families.SetAsync(new(own) { Parent = theirs.Anna })).Refusal?.Code);
        Assert.Equal("customer.unknown", (await desk.Dossiers.NotesAsync(theirs.Anna)).Refusal?.Code);
        Assert.Equal("campaign_user.unknown", (await desk.Customers.CampaignUserAsync(theirs.User)).Refusal?.Code);
        Assert.Empty((await desk.Labels.SearchAsync()).OrThrow());
        StoreImage.AssertUnchanged(image, store);
    }

    private static Task<LoyaltyEngine> OpenAsync(MemoryStore store, string organisation) => LoyaltyEngine.OpenAsync(options =>
    {
        options.UseStore(_ => store).UseProgram(Definitions.Points(Definitions.TenPercent).In(CustomerChanging.Prepared).In(org => org with { Code = organisation }));
        options.Clock = new LocalClock("Asia/Kolkata", "2026-01-01 10:00");
    }).AsTask();
}
