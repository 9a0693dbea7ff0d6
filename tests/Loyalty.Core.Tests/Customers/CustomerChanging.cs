namespace Loyalty.Tests;

/// <summary>Every call that changes what is kept of customers or ties them, once as it is and once with other content.</summary>
internal static class CustomerChanging
{
    public delegate Task<Changing.Answer> Call(Workplace desk, Things things, CallOptions options);

    /// <summary>Two customers, the first with a note, a ticket, an image, a card and a label; a free card; a campaign user; a name that makes all of it one's own.</summary>
    public sealed record Things(string Name, CustomerId Anna, CustomerId Ben, CustomerNoteId Note, TicketId Ticket, CustomerImageId Image, CampaignUserId User);

    /// <summary>Cards of a series, which the calls need.</summary>
    public static OrganisationDefinition Prepared(OrganisationDefinition organisation) => organisation with { Customers = organisation.Customers with { CardSeries = [new() { Code = "GOLD" }] } };

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["add_note"] = ((d, t, o) => Of(d.Dossiers.AddNoteAsync(new(t.Anna, "kind"), o)), (d, t, o) => Of(d.Dossiers.AddNoteAsync(new(t.Anna, "rude"), o))),
        ["update_note"] = ((d, t, o) => Of(d.Dossiers.UpdateNoteAsync(new(t.Anna, t.Note, "kind"), o)), (d, t, o) => Of(d.Dossiers.UpdateNoteAsync(new(t.Anna, t.Note, "rude"), o))),
        ["open_ticket"] = ((d, t, o) => Of(d.Dossiers.OpenTicketAsync(new(t.Anna, "Late"), o)), (d, t, o) => Of(d.Dossiers.OpenTicketAsync(new(t.Anna, "Early"), o))),
        ["set_ticket_status"] = ((d, t, o) => Of(d.Dossiers.SetTicketStatusAsync(new(t.Anna, t.Ticket, "CLOSED"), o)), (d, t, o) => Of(d.Dossiers.SetTicketStatusAsync(new(t.Anna, t.Ticket, "RESOLVED"), o))),
        ["add_image"] = ((d, t, o) => Of(d.Dossiers.AddImageAsync(new(t.Anna, "a.png", new byte[] { 1 }), o)), (d, t, o) => Of(d.Dossiers.AddImageAsync(new(t.Anna, "a.png", new byte[] { 2 }), o))),
        ["delete_images"] = ((d, t, o) => Of(d.Dossiers.DeleteImagesAsync(new(t.Anna, [t.Image]), o)), (d, t, o) => Of(d.Dossiers.DeleteImagesAsync(new(t.Anna, []), o))),
        ["record_interaction"] = (
            (d, t, o) => Of(d.Dossiers.RecordInteractionAsync(new(t.Anna, InteractionNetwork.Own, InteractionType.Email, Past), o)),
            (d, t, o) => Of(d.Dossiers.RecordInteractionAsync(new(t.Anna, InteractionNetwork.Own, InteractionType.Like, Past), o))),
        ["add_label"] = ((d, t, o) => Of(d.Labels.AddAsync(new($"new-{t.Name}", "d"), o)), (d, t, o) => Of(d.Labels.AddAsync(new($"newer-{t.Name}", "d"), o))),
        ["change_labels"] = ((d, t, o) => Of(d.Labels.ChangeAsync(new(t.Ben) { Add = [$"label-{t.Name}"] }, o)), (d, t, o) => Of(d.Labels.ChangeAsync(new(t.Ben) { Remove = [$"label-{t.Name}"] }, o))),
        ["bring_cards"] = ((d, t, o) => Of(d.Cards.BringAsync(new("GOLD", [$"new-{t.Name}"]), o)), (d, t, o) => Of(d.Cards.BringAsync(new("GOLD", [$"newer-{t.Name}"]), o))),
        ["link_card"] = ((d, t, o) => Of(d.Cards.LinkAsync(new(t.Ben, $"free-{t.Name}"), o)), (d, t, o) => Of(d.Cards.LinkAsync(new(t.Ben, $"free-{t.Name}") { Series = "GOLD" }, o))),
        ["delink_card"] = ((d, t, o) => Of(d.Cards.DelinkAsync(new(t.Anna, $"card-{t.Name}"), o)), (d, t, o) => Of(d.Cards.DelinkAsync(new(t.Anna, $"card-{t.Name}") { Series = "GOLD" }, o))),
        ["associate"] = ((d, t, o) => Associate(d, Family(t), o), (d, t, o) => Associate(d, Family(t) with { Role = "OTHER" }, o)),
        ["set_kin"] = ((d, t, o) => Of(d.Families.SetAsync(new(t.Anna) { Parent = t.Ben }, o)), (d, t, o) => Of(d.Families.SetAsync(new(t.Anna) { Parent = t.Ben, Role = "x" }, o))),
        ["add_campaign_user"] = ((d, t, o) => Of(d.Customers.AddCampaignUserAsync(new() { ExternalId = $"new-{t.Name}" }, o)), (d, t, o) => Of(d.Customers.AddCampaignUserAsync(new() { ExternalId = $"newer-{t.Name}" }, o))),
        ["erase_campaign_user"] = ((d, t, o) => Of(d.Customers.EraseCampaignUserAsync(t.User, o)), (d, t, o) => Of(d.Customers.EraseCampaignUserAsync(new(t.User.Value + 1000), o))),
        ["set_do_not_disturb"] = (
            (d, t, o) => Of(d.Customers.SetDoNotDisturbAsync(new(t.Anna, IsOn: true), o)), (d, t, o) => Of(d.Customers.SetDoNotDisturbAsync(new(t.Anna, IsOn: false), o))),
    };

    private static NodaTime.Instant Past => NodaTime.Instant.FromUtc(2025, 12, 1, 10, 0);

    public static string KeyOf(string name, string key) => name == "associate" ? $"{key}/0" : key;

    public static async Task<Things> PrepareAsync(Workplace desk, string name = "")
    {
        // A mobile of one's own: names are few and short.
        var place = name.Aggregate(0, (sum, letter) => (sum * 31 + letter) % 9973);
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = $"ka-{name}", Mobile = $"+49 151 70{place:00000}" })).OrThrow().Id;
        var ben = (await desk.Customers.EnrolAsync(new() { ExternalId = $"kb-{name}" })).OrThrow().Id;
        var note = (await desk.Dossiers.AddNoteAsync(new(anna, "first"))).OrThrow().Id;
        var ticket = (await desk.Dossiers.OpenTicketAsync(new(anna, "First"))).OrThrow().Id;
        var image = (await desk.Dossiers.AddImageAsync(new(anna, "first.png", new byte[] { 9 }))).OrThrow().Id;
        (await desk.Labels.AddAsync(new($"label-{name}", "d"))).OrThrow();
        (await desk.Labels.ChangeAsync(new(anna) { Add = [$"label-{name}"] })).OrThrow();
        (await desk.Cards.BringAsync(new("GOLD", [$"card-{name}", $"free-{name}"]))).OrThrow();
        (await desk.Cards.LinkAsync(new(anna, $"card-{name}"))).OrThrow();
        var user = (await desk.Customers.AddCampaignUserAsync(new() { ExternalId = $"kc-{name}" })).OrThrow().Id;
        return new(name, anna, ben, note, ticket, image, user);
    }

    /// <summary>Something in every collection.</summary>
    public static async Task LiveAsync(Workplace desk)
    {
        foreach (var (name, (same, _)) in All) Assert.Null((await same(desk, await PrepareAsync(desk, name), new() { Key = $"customers-{name}" })).Refusal);
    }

    private static AssociateCustomer Family(Things t) => new(new() { ExternalId = $"ka-{t.Name}" }) { Role = "HEAD", Parent = new() { ExternalId = $"kp-{t.Name}" }, Children = [new() { ExternalId = $"kb-{t.Name}" }] };

    private static async Task<Changing.Answer> Associate(Workplace desk, AssociateCustomer family, CallOptions options)
    {
        var done = await desk.Families.AssociateAsync([family], options);
        if (done.Refusal is { } refusal) return new(null, refusal, done.Replayed, done.Simulated, done.Trace, done.Warnings);
        var item = done.Value.Items[0];
        return new(item.IsRefused ? null : item.Value, item.Refusal, item.Replayed, done.Simulated, done.Trace, item.Warnings);
    }

    private static Task<Changing.Answer> Of<T>(ValueTask<Outcome<T>> call) => Changing.Of(call);
}

/// <summary>The same call twice, with other content, simulated.</summary>
public sealed class CustomerIdempotencyTests
{
    public static TheoryData<string> Calls => [.. CustomerChanging.All.Keys];

    [Fact]
    public void Every_changing_call_is_tried() => Assert.Equal(
        new[] { typeof(DossierOperations), typeof(LabelOperations), typeof(CardOperations), typeof(FamilyOperations) }
            .Sum(type => type.GetMethods().Count(method => method.GetParameters().Any(each => each.ParameterType == typeof(CallOptions)))),
        CustomerChanging.All.Keys.Count(name => !name.Contains("campaign", StringComparison.Ordinal) && name != "set_do_not_disturb"));

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_repeat_gives_the_first_answer_and_another_content_is_a_conflict(string name) => Shop.PlayAsync(Definitions.Points(Definitions.TenPercent).In(CustomerChanging.Prepared), async shop =>
    {
        var things = await CustomerChanging.PrepareAsync(shop.Desk);
        var (same, other) = CustomerChanging.All[name];
        await RepeatLaw.HoldAsync(shop, options => same(shop.Desk, things, options), options => other(shop.Desk, things, options), CustomerChanging.KeyOf(name, "K-1"));
    });
}
