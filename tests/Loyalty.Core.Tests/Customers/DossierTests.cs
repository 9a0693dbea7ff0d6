using NodaTime;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>What is kept about customers: notes, tickets, images, interactions (customers R53-R55, R57).</summary>
public sealed class DossierTests
{
    [Fact]
    [Trait("rule", "customers R53")]
    public Task A_note_has_todays_date_unless_told_and_is_changed_by_its_id() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        // In India it is the next day already.
        shop.At("2026-01-02 00:30");
        var first = (await shop.Desk.As("mary").Dossiers.AddNoteAsync(new(anna, "Allergic to nuts"), new() { Key = "n" })).OrThrow();
        Assert.Equal((new LocalDate(2026, 1, 2), "mary", "Allergic to nuts"), (first.Date, first.By, first.Text));
        var second = (await shop.Desk.Dossiers.AddNoteAsync(new(anna, "Two lines:\nboth kept") { Date = new(2025, 12, 24) })).OrThrow();
        Assert.Equal(new LocalDate(2025, 12, 24), second.Date);
        shop.At("2026-01-03 10:00");
        var changed = (await shop.Desk.As("bob").Dossiers.UpdateNoteAsync(new(anna, first.Id, "Allergic to all nuts"))).OrThrow();
        Assert.Equal((first.Id, "Allergic to all nuts", first.Date, "bob", first.AddedAt, shop.Clock.At("2026-01-03 10:00")), (changed.Id, changed.Text, changed.Date, changed.By, changed.AddedAt, changed.ChangedAt));
        Assert.Equal([second, changed], (await shop.Desk.Dossiers.NotesAsync(anna)).OrThrow().Items);
        var again = await shop.Desk.As("mary").Dossiers.AddNoteAsync(new(anna, "Allergic to nuts"), new() { Key = "n" });
        Assert.Equal((true, first), (again.Replayed, again.Value));
    });

    [Fact]
    [Trait("rule", "customers R53")]
    public Task A_note_needs_a_text_and_one_of_another_customer_is_none() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var note = (await shop.Desk.Dossiers.AddNoteAsync(new(anna, "kind"))).OrThrow();
        var before = await shop.EntriesAsync();
        foreach (var text in (string?[])[null, "", "  ", "a\u0007b", new string('x', 2001)])
            Assert.Equal(("value.invalid", "Text"), (await shop.Desk.Dossiers.AddNoteAsync(new(anna, text!))).Refusal is { } refusal ? (refusal.Code, refusal.Field) : default);
        Assert.Equal(new NoteUnknown(note.Id), (await shop.Desk.Dossiers.UpdateNoteAsync(new(ben, note.Id, "mine"))).Refusal);
        Assert.Equal("customer.unknown", (await shop.Desk.Dossiers.AddNoteAsync(new(new(99), "nobody"))).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Dossiers.NotesAsync(anna, limit: 0)).Refusal!.Code);
        Assert.Equal(before, await shop.EntriesAsync());
    });

    [Fact]
    [Trait("rule", "customers R54")]
    [Trait("rule", "customers scenario 26")]
    public Task A_subject_stands_on_one_open_ticket_of_a_customer() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var late = new OpenTicket(anna, "Late delivery") { Priority = TicketPriority.High, ReportedFrom = TicketOrigin.CallCenter, Department = "Logistics", Message = "Three days" };
        var ticket = (await shop.Desk.As("mary").Dossiers.OpenTicketAsync(late, new() { Key = "t" })).OrThrow();
        Assert.Equal(("OPEN", true, TicketPriority.High, "Logistics", "mary", TicketType.Customer, 6), (ticket.Status, ticket.IsOpen, ticket.Priority, ticket.Department, ticket.By, ticket.Type, ticket.Code.Length));
        Assert.Equal(new TicketSubjectTaken(ticket.Id), (await shop.Desk.Dossiers.OpenTicketAsync(new(anna, " late DELIVERY"))).Refusal);
        Assert.Equal(new TicketSubjectEmpty(), (await shop.Desk.Dossiers.OpenTicketAsync(new(anna, " "))).Refusal);
        Assert.False((await shop.Desk.Dossiers.OpenTicketAsync(new(ben, "Late delivery"))).IsRefused);
        Assert.Equal("RESOLVED", (await shop.Desk.Dossiers.SetTicketStatusAsync(new(anna, ticket.Id, "resolved"))).OrThrow().Status);
        var second = (await shop.Desk.Dossiers.OpenTicketAsync(new(anna, "Late delivery"))).OrThrow();
        Assert.NotEqual(ticket.Code, second.Code);
        Assert.Equal([(second.Id, true), (ticket.Id, false)], (await shop.Desk.Dossiers.TicketsAsync(anna)).OrThrow().Items.Select(each => (each.Id, each.IsOpen)));
        var again = await shop.Desk.As("mary").Dossiers.OpenTicketAsync(late, new() { Key = "t" });
        Assert.Equal((true, ticket), (again.Replayed, again.Value));
    });

    [Fact]
    [Trait("rule", "customers R54")]
    public Task A_tickets_status_is_one_of_the_organisations() => Shop.PlayAsync(India(rules => rules with { TicketStatuses = [new() { Name = "new" }, new() { Name = "done", IsClosed = true }] }), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        Assert.Equal(new TicketStatusUnknown("OPEN"), (await shop.Desk.Dossiers.OpenTicketAsync(new(anna, "Late") { Status = "OPEN" })).Refusal);
        var ticket = (await shop.Desk.Dossiers.OpenTicketAsync(new(anna, "Late"))).OrThrow();
        Assert.Equal(("new", true), (ticket.Status, ticket.IsOpen));
        Assert.Equal(new TicketStatusUnknown("CLOSED"), (await shop.Desk.Dossiers.SetTicketStatusAsync(new(anna, ticket.Id, "CLOSED"))).Refusal);
        Assert.Equal(new TicketUnknown(new(7)), (await shop.Desk.Dossiers.SetTicketStatusAsync(new(anna, new(7), "done"))).Refusal);
        Assert.False((await shop.Desk.Dossiers.SetTicketStatusAsync(new(anna, ticket.Id, "Done"))).OrThrow().IsOpen);
        Assert.True((await shop.Desk.Dossiers.SetTicketStatusAsync(new(anna, ticket.Id, "done"))).Replayed);
        foreach (var wrong in (OpenTicket[])[new(anna, "a") { Priority = 0 }, new(anna, "a") { ReportedFrom = (TicketOrigin)9 }, new(anna, "a") { Type = (TicketType)9 }, new(anna, "a") { Message = "a\u0007" }, new(anna, new string('x', 251))])
            Assert.Equal("value.invalid", (await shop.Desk.Dossiers.OpenTicketAsync(wrong)).Refusal!.Code);
    });

    [Fact]
    [Trait("rule", "customers R57")]
    public Task The_newest_image_is_the_profile_image_and_without_ids_all_are_deleted() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var one = (await shop.Desk.Dossiers.AddImageAsync(new(anna, "one.png", new byte[] { 1, 2, 3 }), new() { Key = "i" })).OrThrow();
        var two = (await shop.Desk.Dossiers.AddImageAsync(new(anna, "two.jpg", new byte[ImageFlow.Most]) { ContentType = "image/jpeg" })).OrThrow();
        Assert.Equal([two, one], (await shop.Desk.Dossiers.ImagesAsync(anna)).OrThrow().Items);
        Assert.Equal([1, 2, 3], (await shop.Desk.Dossiers.ImageAsync(anna, one.Id)).OrThrow().Content.ToArray());
        Assert.True((await shop.Desk.Dossiers.AddImageAsync(new(anna, "one.png", new byte[] { 1, 2, 3 }), new() { Key = "i" })).Replayed);
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Dossiers.AddImageAsync(new(anna, "one.png", new byte[] { 1, 2, 4 }), new() { Key = "i" })).Refusal!.Code);
        Assert.Equal(new ImageSizeInvalid(0, ImageFlow.Most), (await shop.Desk.Dossiers.AddImageAsync(new(anna, "x", default))).Refusal);
        Assert.Equal(new ImageSizeInvalid(ImageFlow.Most + 1, ImageFlow.Most), (await shop.Desk.Dossiers.AddImageAsync(new(anna, "x", new byte[ImageFlow.Most + 1]))).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Dossiers.AddImageAsync(new(anna, "x", new byte[1]) { ContentType = "text/html" })).Refusal!.Code);
        Assert.Equal(new ImageUnknown(new(99)), (await shop.Desk.Dossiers.DeleteImagesAsync(new(anna, [one.Id, new(99)]))).Refusal);
        Assert.Equal([two.Id], (await shop.Desk.Dossiers.DeleteImagesAsync(new(anna, [two.Id]), new() { Key = "d" })).OrThrow().Images);
        Assert.Equal([one], (await shop.Desk.Dossiers.ImagesAsync(anna)).OrThrow().Items);
        Assert.Equal([two.Id], (await shop.Desk.Dossiers.DeleteImagesAsync(new(anna, [two.Id]), new() { Key = "d" })).OrThrow().Images);
        Assert.Equal([one.Id], (await shop.Desk.Dossiers.DeleteImagesAsync(new(anna, []))).OrThrow().Images);
        Assert.Empty((await shop.Desk.Dossiers.DeleteImagesAsync(new(anna, []))).OrThrow().Images);
    });

    [Fact]
    [Trait("rule", "customers R55")]
    public Task Interactions_are_told_by_network_type_and_days_inclusive() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        shop.At("2026-02-01 10:00");
        foreach (var (network, type, at) in ((InteractionNetwork, InteractionType, string)[])
            [(InteractionNetwork.Own, InteractionType.Email, "2026-01-05 00:00"), (InteractionNetwork.Own, InteractionType.Feedback, "2026-01-06 23:59"), (InteractionNetwork.Twitter, InteractionType.Mention, "2026-01-07 00:00")])
            (await shop.Desk.Dossiers.RecordInteractionAsync(new(anna, network, type, shop.Clock.At(at)) { Subject = at, Status = "DELIVERED" })).OrThrow();
        Assert.Equal(["2026-01-07 00:00", "2026-01-06 23:59", "2026-01-05 00:00"], await Of(new(anna)));
        Assert.Equal(["2026-01-06 23:59", "2026-01-05 00:00"], await Of(new(anna) { From = new(2026, 1, 5), Through = new(2026, 1, 6) }));
        Assert.Equal(["2026-01-05 00:00"], await Of(new(anna) { Network = InteractionNetwork.Own, Type = InteractionType.Email }));
        var page = (await shop.Desk.Dossiers.InteractionsAsync(new(anna) { Limit = 2 })).OrThrow();
        Assert.Equal(["2026-01-05 00:00"], await Of(new(anna) { Before = page.Next }));
        foreach (var wrong in (RecordInteraction[])
            [new(anna, 0, InteractionType.Like, shop.Clock.GetCurrentInstant()), new(anna, InteractionNetwork.Own, 0, shop.Clock.GetCurrentInstant()), new(anna, InteractionNetwork.Own, InteractionType.Like, shop.Clock.At("2026-02-01 10:01"))])
            Assert.Equal("value.invalid", (await shop.Desk.Dossiers.RecordInteractionAsync(wrong)).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Dossiers.InteractionsAsync(new(anna) { From = new(2026, 1, 7), Through = new(2026, 1, 6) })).Refusal!.Code);

        async Task<IEnumerable<string?>> Of(InteractionsRequest request) => (await shop.Desk.Dossiers.InteractionsAsync(request)).OrThrow().Items.Select(each => each.Subject).ToArray();
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task What_is_kept_of_the_victim_is_the_survivors_and_can_be_changed_there() => Shop.PlayAsync(India(), async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var note = (await shop.Desk.Dossiers.AddNoteAsync(new(v, "of the victim"), new() { Key = "n" })).OrThrow();
        await shop.Desk.Dossiers.AddNoteAsync(new(s, "own"));
        var ticket = (await shop.Desk.Dossiers.OpenTicketAsync(new(v, "Late"))).OrThrow();
        var image = (await shop.Desk.Dossiers.AddImageAsync(new(v, "v.png", new byte[] { 1 }))).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        Assert.Equal(["own", "of the victim"], (await shop.Desk.Dossiers.NotesAsync(s)).OrThrow().Items.Select(each => each.Text));
        Assert.Equal("changed", (await shop.Desk.Dossiers.UpdateNoteAsync(new(s, note.Id, "changed"))).OrThrow().Text);
        Assert.Equal(new TicketSubjectTaken(ticket.Id), (await shop.Desk.Dossiers.OpenTicketAsync(new(s, "Late"))).Refusal);
        Assert.Equal([image.Id], (await shop.Desk.Dossiers.DeleteImagesAsync(new(s, []))).OrThrow().Images);
        Assert.Equal(new CustomerMerged(v, s), (await shop.Desk.Dossiers.AddNoteAsync(new(v, "late"))).Refusal);
        var again = await shop.Desk.Dossiers.AddNoteAsync(new(v, "of the victim"), new() { Key = "n" });
        Assert.Equal((true, note), (again.Replayed, again.Value));
    });

    [Fact]
    public async Task A_paper_changed_behind_the_engines_back_is_found()
    {
        await using var shop = await Shop.OpenAsync(India());
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var note = (await shop.Desk.Dossiers.AddNoteAsync(new(anna, "kind"))).OrThrow();
        await shop.ProveAsync();
        var key = CustomerPaper.Key(anna.Value, PaperKind.Note, note.Id.Value);
        Change((NotePaper)Stored()! with { Text = "rude" });
        Assert.Contains((await shop.Engine.VerifyAsync()).Violations, each => each.Contains("journal seals", StringComparison.Ordinal));
        Change(null);
        Assert.Contains((await shop.Engine.VerifyAsync()).Violations, each => each.Contains("papers: 0 are stored", StringComparison.Ordinal));

        object? Stored()
        {
            using var view = shop.Store.OpenRead();
            return view.Find(CustomerPaper.All, key);
        }

        void Change(CustomerPaper? paper)
        {
            using var view = shop.Store.OpenWrite();
            view.Commit(new ChangeBatch([new Change(CustomerPaper.All, key, paper)]));
        }
    }
}
