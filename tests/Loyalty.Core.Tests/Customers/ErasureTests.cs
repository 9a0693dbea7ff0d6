using Loyalty.Testing;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Whoever is deleted leaves no personal data behind, whoever was merged into it neither (customers R42).</summary>
public sealed class ErasureTests
{
    private const string Mark = "Zebulon";

    [Fact]
    [Trait("rule", "customers R42")]
    public Task Nothing_that_tells_who_it_was_is_left_in_the_file() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }).With(program => program with { Partners = [PartnerKit.Plain, PartnerKit.Plain with { Id = 2, Name = "Bank" }] }), async shop =>
    {
        var (v, s, other) = ((await shop.AddAsync(mobile: M1, email: "zebulon.1@example.org", external: Mark + "1")).Id, (await shop.AddAsync(mobile: M2, external: Mark + "2")).Id, (await shop.AddAsync(mobile: "6215000003")).Id);
        (await shop.Desk.Customers.UpdateAsync(new(v) { FirstName = Mark, LastName = "Victim" }, new() { Key = "u" })).OrThrow();
        (await shop.Desk.Customers.UpdateAsync(new(s) { FirstName = Mark, LastName = "Survivor" }, new() { Key = "u" })).OrThrow();
        foreach (var each in (CustomerId[])[v, s])
        {
            (await shop.Desk.Dossiers.AddNoteAsync(new(each, $"{Mark} likes tea"))).OrThrow();
            (await shop.Desk.Dossiers.OpenTicketAsync(new(each, $"{Mark} complains of {each}"))).OrThrow();
            (await shop.Desk.Dossiers.AddImageAsync(new(each, Mark, "Zebulon"u8.ToArray()))).OrThrow();
            (await shop.Desk.Dossiers.RecordInteractionAsync(new(each, InteractionNetwork.Own, InteractionType.Email, shop.Clock.GetCurrentInstant()) { Receiver = Mark })).OrThrow();
            var asked = (await shop.Desk.Requests.AskAsync(new(each, CustomerRequestKind.ExternalId) { NewValue = $"{Mark}-new-{each}", Comments = $"so says {Mark}" })).OrThrow();
            (await shop.Desk.Requests.DecideAsync(new(asked.Id, false))).OrThrow();
            (await shop.LinkAsync(each, new(PartnerKit.Plain.Name, $"{Mark}-at-airline-{each}"))).OrThrow();
        }
        // A number that the survivor has from the victim too.
        (await shop.LinkAsync(v, new("Bank", $"{Mark}-at-bank"))).OrThrow();
        (await shop.LinkAsync(other, new("Bank", "stays"))).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        var pending = (await shop.Desk.Requests.AskAsync(new(s, CustomerRequestKind.Email) { NewValue = "zebulon@example.org", Comments = Mark })).OrThrow();
        (await shop.Desk.Dossiers.AddNoteAsync(new(other, "stays"))).OrThrow();
        Assert.NotEmpty(Found(shop));
        await shop.ProveAsync();
        (await shop.Desk.Customers.SetLabelAsync(new(s, "Deleted", "asked"), new() { Key = "d" })).OrThrow();
        Assert.Equal([], Found(shop));
        Assert.Single((await shop.Desk.Dossiers.NotesAsync(other)).OrThrow().Items);
        Assert.Equal("stays", (await shop.LinkOfAsync(other))!.MembershipId);
        Assert.Equal("customer.unknown", (await shop.Desk.Dossiers.NotesAsync(s)).Refusal!.Code);
        // What was asked for is gone, that it was is not; nobody can approve it any more.
        var left = (await shop.Desk.Requests.GetAsync(pending.Id)).OrThrow();
        Assert.Equal((RequestState.Pending, null, null), (left.State, left.NewValue, left.Comments));
        Assert.Equal("customer.unknown", (await shop.Desk.Requests.DecideAsync(new(pending.Id, true))).Refusal!.Code);
        Assert.Equal(RequestState.Rejected, (await shop.Desk.Requests.DecideAsync(new(pending.Id, false))).OrThrow().State);
        var again = await shop.Desk.Customers.SetLabelAsync(new(s, "Deleted", "asked"), new() { Key = "d" });
        Assert.Equal((true, CustomerStatus.Deleted, null), (again.Replayed, again.Value.Status, again.Value.FirstName));
    });

    /// <summary>The collections in which the mark, in any case, stands anywhere.</summary>
    private static string[] Found(Shop shop)
    {
        using var view = shop.Store.OpenRead();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var collection in Schema.Collections)
        {
            var rows = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(collection, KeyRange.All, int.MaxValue, false, rows);
            foreach (var (key, record) in rows)
            {
                var writer = new RecordWriter();
                collection.Encode(record, writer);
                var text = System.Text.Encoding.UTF8.GetString(writer.Written) + (key.IsBytes ? System.Text.Encoding.UTF8.GetString(key.Bytes) : "");
                if (text.Contains(Mark, StringComparison.OrdinalIgnoreCase)) found.Add(collection.Name);
            }
        }
        return [.. found];
    }
}
