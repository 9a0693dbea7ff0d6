using NodaTime;

namespace Loyalty.Tests;

/// <summary>Transactions R46, R47: the queue of rejected bills.</summary>
public sealed class RejectionTests
{
    private static readonly BillFieldDefinition Channel = new() { Name = "channel", Kind = BillFieldKind.Enumeration, Values = ["shop"] };
    private static readonly BillFieldDefinition Slot = new() { Name = "slot", Kind = BillFieldKind.Number };

    private static LoyaltyDefinition Queueing(BillQueueRules queue, params BillFieldDefinition[] fields) => Definitions.Transactions().In(organisation => organisation with
    {
        Stores = [new() { Code = "A", Tills = ["A-1"] }], RegisterUnknownStores = false, Bills = organisation.Bills with { Queue = queue, ExtendedFields = fields.Length == 0 ? [Channel, Slot] : fields },
    });

    private static AddBill With(CustomerId customer, string number, string field, string value) =>
        new(number, customer, 800m) { Particulars = new() { Extended = new Dictionary<string, string> { [field] = value } } };

    [Fact]
    [Trait("rule", "transactions scenario 18")]
    [Trait("rule", "transactions R47")]
    public Task A_value_that_is_allowed_later_lets_the_bill_in_as_of_the_retry() =>
        Shop.PlayAsync(Queueing(new() { BillFields = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-10-07 12:00");
            var bill = With(anna, "B1", "channel", "drive-in") with { Time = shop.Clock.GetCurrentInstant() };
            var rejected = Rejected(await shop.Desk.Sales.AddBillAsync(bill));
            Assert.Equal(RejectionState.Open, rejected.State);
            Assert.Equal([new RejectionReason(RejectionCause.BillFieldInvalid, "channel", IsFinal: false)], rejected.Reasons);
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
            Assert.Empty((await shop.Desk.Sales.FindBillsAsync("B1")).OrThrow());
            shop.At("2026-10-19 12:00");
            var still = (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]))).OrThrow();
            Assert.Equal((1, 0, 0), (still.Total, still.Fixed, still.PartiallyFixed));
            Assert.Equal((RejectionState.Open, 1), (still.Items[0].State, still.Items[0].Retries));
            shop.At("2026-10-20 12:00");
            (await shop.Desk.Programs.SaveAsync(Queueing(new() { BillFields = true }, Channel with { Values = ["shop", "drive-in"] }, Slot))).OrThrow();
            var tried = (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection, rejected.Rejection]), new() { Key = "again" })).OrThrow();
            Assert.Equal((1, 1, 0), (tried.Total, tried.Fixed, tried.PartiallyFixed));
            Assert.Equal((RejectionState.Fixed, 1), (tried.Items[0].State, tried.Items[0].Retries));
            var lot = Assert.Single((await shop.StatementAsync(anna)).Lots);
            Assert.Equal((80m, shop.Clock.GetCurrentInstant()), (lot.Issued, lot.Earned));
            var stored = (await shop.Desk.Sales.GetBillAsync(tried.Items[0].FixedAs!.Value)).OrThrow();
            Assert.Equal(("B1", shop.Clock.GetCurrentInstant(), "drive-in"), (stored.Number, stored.Time, stored.Particulars!.Extended!["channel"]));
            // The same retry gives the first answer, and the status is that answer for ever; another finds nothing to do.
            var before = StoreImage.Of(shop.Store);
            var repeated = await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]), new() { Key = "again" });
            Assert.True(repeated.Replayed);
            Assert.Equal(tried.Id, repeated.OrThrow().Id);
            Assert.Equal(before, StoreImage.Of(shop.Store));
            Assert.Equal(1, (await shop.Desk.Rejections.StatusAsync(tried.Id)).OrThrow().Fixed);
            Assert.Equal(RejectionState.Open, (await shop.Desk.Rejections.StatusAsync(still.Id)).OrThrow().Items[0].State);
            Assert.Equal("B1", (await shop.Desk.Rejections.GetAsync(rejected.Rejection)).OrThrow().Bill.Number);
            Assert.Equal(1, (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]))).OrThrow().Fixed);
            Assert.Equal(80m, (await shop.BalanceAsync(anna)).Points);
            // A text that does not fit is not mended by any configuration.
            var failed = Rejected(await shop.Desk.Sales.AddBillAsync(With(anna, "B2", "slot", "noon")));
            Assert.Equal(RejectionState.PermanentFailed, failed.State);
            var kept = (await shop.Desk.Rejections.RetriggerAsync(new([failed.Rejection]))).OrThrow();
            Assert.Equal((RejectionState.PermanentFailed, 0), (kept.Items[0].State, kept.Items[0].Retries));
        }, from: "2026-10-01 10:00");

    [Fact]
    public Task Each_cause_is_switched_on_by_itself_and_off_it_is_as_before() =>
        Shop.PlayAsync(Queueing(new()), async shop =>
        {
            var anna = await shop.MemberAsync();
            var tender = new AddBill("T", anna, 100m) { Particulars = new() { Tenders = [new("Shells", 100m)] } };
            var field = With(anna, "F", "channel", "drive-in");
            var place = new AddBill("P", anna, 100m);
            var number = 0;
            foreach (var rules in (BillQueueRules[])[new(), new() { Tenders = true }, new() { Stores = true }, new() { BillFields = true }])
            {
                number++;
                shop.At($"2026-01-0{number + 1} 10:00");
                (await shop.Desk.Programs.SaveAsync(Queueing(rules, Channel, Slot with { Mandatory = number == 4, Kind = BillFieldKind.Number }))).OrThrow();
                var paid = await shop.Desk.Sales.AddBillAsync(tender with { Number = $"T{number}", Particulars = tender.Particulars! with { Extended = number == 4 ? new Dictionary<string, string> { ["slot"] = "1" } : null } });
                if (rules.Tenders) Assert.Equal((RejectionState.Open, new RejectionReason(RejectionCause.Tender, "Shells", false)), (Rejected(paid).State, Rejected(paid).Reasons.Single()));
                else Assert.Contains(paid.OrThrowWith(), warning => warning is TenderUnknown);
                var fitted = await shop.Desk.Sales.AddBillAsync(field with { Number = $"F{number}" });
                if (rules.BillFields)
                    Assert.Equal((RejectionState.PermanentFailed, "BillFieldInvalid channel, BillFieldMissing slot"), (Rejected(fitted).State, string.Join(", ", Rejected(fitted).Reasons.Select(each => $"{each.Cause} {each.Value}"))));
                else Assert.Contains(fitted.OrThrowWith(), warning => warning is ExtendedFieldDropped);
                var placed = await shop.Desk.AtStore("Z").Sales.AddBillAsync(place with { Number = $"P{number}", Particulars = number == 4 ? new() { Extended = new Dictionary<string, string> { ["slot"] = "1" } } : null });
                if (rules.Stores) Assert.Equal((RejectionState.Open, new RejectionReason(RejectionCause.Store, "Z", false)), (Rejected(placed).State, Rejected(placed).Reasons.Single()));
                else Assert.Equal(new PlaceUnknown("Z", null), placed.Refusal);
            }
            Assert.Equal(3, (await shop.Desk.Rejections.ListAsync(new())).OrThrow().Items.Count);
        });

    [Fact]
    public Task The_number_is_not_taken_and_the_same_bill_waits_once() =>
        Shop.PlayAsync(Queueing(new() { Tenders = true, Stores = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = new AddBill("B1", anna, 100m) { Particulars = new() { Tenders = [new("Shells", 100m)] } };
            var rejected = Rejected(await shop.Desk.Sales.AddBillAsync(bill, new() { Key = "k" }));
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(rejected.Rejection, Rejected(await shop.Desk.Sales.AddBillAsync(bill, new() { Key = "k" })).Rejection);
            Assert.Equal(rejected.Rejection, Rejected(await shop.Desk.Sales.AddBillAsync(bill)).Rejection);
            Assert.IsType<KeyReused>((await shop.Desk.Sales.AddBillAsync(bill with { Amount = 99m }, new() { Key = "k" })).Refusal);
            Assert.IsType<BillRejected>((await shop.Desk.Sales.AddBillAsync(bill with { Number = "B9" }, new() { Simulate = true })).Refusal);
            Assert.Equal(before, StoreImage.Of(shop.Store));
            // Whoever takes the number meanwhile has it: the retry is refused for it, and says so.
            await shop.BuyAsync(anna, "b1", 50m);
            Assert.IsType<BillDuplicate>((await shop.Desk.Sales.AddBillAsync(bill with { Amount = 7m })).Refusal);
            Assert.IsType<BillDuplicate>((await shop.Desk.AtStore("Z").Sales.AddBillAsync(new("B1", anna, 8m))).Refusal);
            (await shop.Desk.Programs.SaveAsync(Queueing(new() { Stores = true }))).OrThrow();
            var tried = (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]))).OrThrow();
            Assert.Equal([new RejectionReason(RejectionCause.Refused, "bill.duplicate", false)], tried.Items[0].Reasons);
            Assert.Equal(1, (await shop.Desk.Rejections.GetAsync(rejected.Rejection)).OrThrow().Retries);
        });

    [Fact]
    [Trait("rule", "transactions R47")]
    public Task A_bill_marked_as_failed_stays_so_and_a_fixed_one_cannot_fail() =>
        Shop.PlayAsync(Queueing(new() { Tenders = true, Stores = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var ben = await shop.MemberAsync("M-2");
            var bill = new AddBill("B1", anna, 100m) { Particulars = new() { Tenders = [new("Shells", 60m), new("Shells", 40m)] } };
            var both = Rejected(await shop.Desk.AtStore("Z").Sales.AddBillAsync(bill));
            Assert.Equal(2, both.Reasons.Count);
            var nobodys = Rejected(await shop.Desk.Sales.AddBillAsync(bill with { Number = "N1", Customer = default, Type = BillType.NotInterested }));
            var bens = Rejected(await shop.Desk.Sales.AddBillAsync(bill with { Number = "B2", Customer = ben }));
            (await shop.Desk.Rejections.FailAsync(new([bens.Rejection]) { Comments = "a joke" }, new() { Key = "f" })).OrThrow();
            var before = StoreImage.Of(shop.Store);
            Assert.True((await shop.Desk.Rejections.FailAsync(new([bens.Rejection]) { Comments = "a joke" }, new() { Key = "f" })).Replayed);
            Assert.Equal(new RejectionUnknown(new(99)), (await shop.Desk.Rejections.FailAsync(new([new(99)]))).Refusal);
            Assert.Equal("value.invalid", (await shop.Desk.Rejections.RetriggerAsync(new([]))).Refusal?.Code);
            Assert.Equal(new RetriggerUnknown(new(1)), (await shop.Desk.Rejections.StatusAsync(new(1))).Refusal);
            Assert.Equal(new RejectionUnknown(new(99)), (await shop.Desk.Rejections.GetAsync(new(99))).Refusal);
            Assert.Equal(before, StoreImage.Of(shop.Store));
            (await shop.Desk.Programs.SaveAsync(Queueing(new() { Stores = true }))).OrThrow();
            var tried = (await shop.Desk.Rejections.RetriggerAsync(new([both.Rejection, nobodys.Rejection, bens.Rejection]))).OrThrow();
            Assert.Equal((3, 1, 1), (tried.Total, tried.Fixed, tried.PartiallyFixed));
            Assert.Equal([RejectionState.Open, RejectionState.Fixed, RejectionState.PermanentFailed], tried.Items.Select(item => item.State));
            Assert.Equal(new RejectionReason(RejectionCause.Store, "Z", false), Assert.Single(tried.Items[0].Reasons));
            Assert.IsType<RejectionFixed>((await shop.Desk.Rejections.FailAsync(new([both.Rejection, nobodys.Rejection]))).Refusal);
            Assert.Equal(RejectionState.Open, (await shop.Desk.Rejections.GetAsync(both.Rejection)).OrThrow().State);
            Assert.Equal("a joke", Assert.Single((await shop.Desk.Rejections.ListAsync(new() { Customer = ben })).OrThrow().Items).Comments);
            Assert.Equal(both.Rejection, Assert.Single((await shop.Desk.Rejections.ListAsync(new() { State = RejectionState.Open, Cause = RejectionCause.Store, Number = "b1" })).OrThrow().Items).Id);
            var page = (await shop.Desk.Rejections.ListAsync(new() { Limit = 2 })).OrThrow();
            Assert.Equal(bens.Rejection, Assert.Single((await shop.Desk.Rejections.ListAsync(new() { Limit = 2, After = page.Next!.Value })).OrThrow().Items).Id);
        });

    [Fact]
    public Task A_customer_who_is_registered_with_a_bill_is_registered_although_the_bill_waits() =>
        Shop.PlayAsync(Queueing(new() { Tenders = true }), async shop =>
        {
            var command = new CustomerBill(new() { ExternalId = "M-9", FirstName = "Anna" }, new("B1", default, 100m) { Particulars = new() { Tenders = [new("Shells", 100m)] } });
            var rejected = Assert.IsType<BillRejected>((await shop.Desk.Customers.AddBillAsync(command, new() { Key = "k" })).Refusal);
            var anna = (await shop.Desk.Rejections.GetAsync(rejected.Rejection)).OrThrow().Customer!.Value;
            Assert.Equal("Anna", (await shop.Desk.Customers.GetAsync(anna)).OrThrow().FirstName);
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(rejected.Rejection, Assert.IsType<BillRejected>((await shop.Desk.Customers.AddBillAsync(command, new() { Key = "k" })).Refusal).Rejection);
            Assert.Equal(before, StoreImage.Of(shop.Store));
            (await shop.Desk.Programs.SaveAsync(Queueing(new()))).OrThrow();
            Assert.Equal(1, (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]))).OrThrow().Fixed);
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    public async Task Verify_sees_a_rejected_bill_that_was_tampered_with()
    {
        foreach (var tamper in (Func<RejectedBill, RejectedBill>[])[bill => bill with { State = RejectionState.Fixed }, bill => bill with { Retries = 3 }, bill => bill with { Bill = bill.Bill with { Amount = 5m } }, bill => bill with { Reasons = [] }])
        {
            await using var shop = await Shop.OpenAsync(Queueing(new() { Tenders = true }));
            var anna = await shop.MemberAsync();
            var rejected = Rejected(await shop.Desk.Sales.AddBillAsync(new("B1", anna, 100m) { Particulars = new() { Tenders = [new("Shells", 100m)] } }));
            using (var view = shop.Store.OpenWrite())
            {
                var stored = (RejectedBill)view.Find(RejectedBill.All, new RecordKey(rejected.Rejection.Value))!;
                view.Commit(new ChangeBatch([new Change(RejectedBill.All, new RecordKey(stored.Id), tamper(stored))]));
            }
            Assert.Contains((await shop.Engine.VerifyAsync()).Violations, violation => violation.StartsWith($"rejected bill {rejected.Rejection}", StringComparison.Ordinal));
        }
    }

    private static BillRejected Rejected(Outcome<BillAdded> outcome) => Assert.IsType<BillRejected>(outcome.Refusal);
}

file static class Outcomes
{
    public static IReadOnlyList<Warning> OrThrowWith(this Outcome<BillAdded> outcome)
    {
        outcome.OrThrow();
        return outcome.Warnings;
    }
}
