using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>What is compared after each step and at the end of a walk.</summary>
internal sealed partial class Walker
{
    /// <summary>After each step: every member's newest statement, and what must hold of it whatever the model says.</summary>
    private async Task CheckStateAsync(Step step)
    {
        var before = Store.Changes;
        var (sent, received) = (0m, 0m);
        foreach (var member in Model.Members)
        {
            var request = new StatementRequest(new(member.Id)) { Limit = 2 };
            var statement = (await Shop.Points.StatementAsync(request)).OrThrow();
            Equal(Model.Statement(member, request, Now), ReferenceModel.Placeless(statement), $"statement of {member.Id} after {step}");
            CheckInvariants(statement, $"after {step}", isNow: true);
            var rows = Model.Trackers(member, Now);
            Equal(rows, (await Shop.Trackers.OfAsync(new(member.Id))).OrThrow(), $"trackers of {member.Id} after {step}");
            (sent, received) = (sent + statement.Totals.Sent, received + statement.Totals.Received);
            // What is read by a clock that has jumped back is no reading of that time.
            if (Now >= Model.LastRecorded && _live.Count < 400) _live.Add(new Live(member.Id, Now, Model.Position, Shown.Text(statement.Balance)));
        }
        if (sent != received) throw new PropertyBroken(Properties.Conservation, $"{sent} were sent, {received} received, after {step}");
        if (Store.Changes != before) throw new PropertyBroken(Properties.ReadOnly, $"a statement wrote, after {step}");
        var anchor = await Engine.AnchorAsync();
        if (anchor!.Position != Model.Position) throw new PropertyBroken(Properties.Answers, $"the journal ends at {anchor.Position}, the model's at {Model.Position}, after {step}");
    }

    private static void CheckInvariants(Statement statement, string when, bool isNow)
    {
        var (t, b) = (statement.Totals, statement.Balance);
        var where = $"member {statement.Customer} at {Shown.Text(statement.At)} known {Shown.Text(statement.Known)} {when}: {Shown.Text(t)}";
        if (t.Issued + t.Received != t.Promised + t.Available + t.Held + t.Redeemed + t.Expired + t.Returned + t.Deducted + t.Sent - t.Debt)
            throw new PropertyBroken(Properties.Conservation, where);
        foreach (var bucket in (decimal[])[t.Issued, t.Received, t.Promised, t.Available, t.Held, t.Redeemed, t.Expired, t.Returned, t.Deducted, t.Sent, t.Debt, t.Waived, b.Lifetime])
            if (bucket < 0) throw new PropertyBroken(Properties.Buckets, $"{where}, lifetime {b.Lifetime}");
        foreach (var lot in statement.Lots)
            if (lot.Available < 0 || lot.Promised < 0 || lot.Held < 0) throw new PropertyBroken(Properties.Buckets, $"{Shown.Text(lot)} of {where}");
        if (statement.Lots.Sum(lot => lot.Available) != t.Available || statement.Lots.Sum(lot => lot.Promised) != t.Promised || statement.Lots.Sum(lot => lot.Held) != t.Held)
            throw new PropertyBroken(Properties.Lots, $"{Shown.Text(statement.Lots)} of {where}");
        if (isNow && t.Available > 0 && t.Debt > 0) throw new PropertyBroken(Properties.DebtFirst, where);
    }

    private static void Equal(object expected, object actual, string what, string property = Properties.Reads)
    {
        var (model, engine) = (Shown.Text(expected), Shown.Text(actual));
        if (model != engine) throw new PropertyBroken(property, $"{what}{Shown.Difference(model, engine)}");
    }

    /// <summary>
    /// Around a command that spends: of the lots at hand none is passed over for one that lapses later. A redemption is reversed on a
    /// fork at once, which must restore what was there.
    /// </summary>
    private async Task SpendAsync(ModelMember member, bool late, bool reverses, Func<Task> spend)
    {
        var id = new CustomerId(member.Id);
        var (redemptions, entries) = (Model.Redemptions.Count, Model.Position);
        var before = (await Shop.Points.StatementAsync(new(id))).OrThrow();
        await spend();
        if (late || Model.Position == entries) return;
        var after = (await Shop.Points.StatementAsync(new(id))).OrThrow();
        var isPassed = false;
        foreach (var lot in before.Lots.Where(lot => lot.Available > 0).OrderBy(lot => lot.ExpiresAt ?? Instant.MaxValue).ThenBy(lot => lot.Earned).ThenBy(lot => lot.Number))
        {
            var left = after.Lots.FirstOrDefault(each => each.Number == lot.Number)?.Available ?? 0;
            if (isPassed && left < lot.Available) throw new PropertyBroken(Properties.FirstToExpire, $"{Shown.Text(before.Lots)} became {Shown.Text(after.Lots)}");
            isPassed |= left > 0;
        }
        if (!reverses || Model.Redemptions.Count == redemptions || !Model.Definition.Program.Redemption.AllowReversal || before.Totals.Waived != 0 || before.Totals.Debt != 0) return;
        await using var fork = await ForkAsync();
        (await fork.Shop.Points.ReverseAsync(new(new(redemptions + 1), "restore"))).OrThrow();
        var restored = (await fork.Shop.Points.StatementAsync(new(id))).OrThrow();
        Equal(new { before.Balance, before.Totals, before.Lots }, new { restored.Balance, restored.Totals, restored.Lots }, "reversed at once", Properties.Reversal);
    }

    private async Task ReadAsOfAsync(ReadsAsOf step)
    {
        if (Member(step.Member) is not { } member) return;
        var at = Now - Duration.FromSeconds(step.SecondsBack);
        var request = new StatementRequest(new(member.Id)) { At = at, Known = step.KnownBack == 0 ? null : Now - Duration.FromSeconds(step.KnownBack), Limit = 3 };
        await AsOfAsync(member, request);
    }

    private async Task AsOfAsync(ModelMember member, StatementRequest request)
    {
        Outcome<Statement> read;
        try
        {
            read = await Shop.Points.StatementAsync(request);
        }
        catch (Exception failure) when (failure is InvalidOperationException or OverflowException)
        {
            throw new PropertyBroken(Properties.Buckets, $"{Shown.Text(request)} threw {failure}");
        }
        CheckInvariants(read.OrThrow(), "as of", isNow: false);
        Equal(Model.Statement(member, request, Now), ReferenceModel.Placeless(read.Value), Shown.Text(request), Properties.AsOf);
    }

    /// <summary>At the end: all there is to read, whole and by pages.</summary>
    private async Task CheckReadsAsync()
    {
        var (before, bytes) = (Store.Changes, Store.Bytes());
        foreach (var member in Model.Members)
        {
            var id = new CustomerId(member.Id);
            Equal(ReferenceModel.Balance(member, Now), (await Shop.Points.BalanceAsync(id)).OrThrow(), $"balance of {id}");
            Equal(ReferenceModel.Balance(member, Now), (await Shop.Points.BalanceAsync(Identifier.ExternalId($" {member.External.ToLowerInvariant()} "))).OrThrow(), $"balance of {member.External}");
            Equal(ReferenceModel.Details(member), (await Shop.Customers.GetAsync(id)).OrThrow(), $"customer {id}");
            Equal(ReferenceModel.Details(member), (await Shop.Customers.LookUpAsync(Identifier.ExternalId(member.External))).OrThrow(), $"customer {member.External}");
            Equal(Model.Standing(member, Now), (await Shop.Tiers.StandingAsync(id)).OrThrow(), $"standing of {id}");
            await PagesAsync(member, 3);
            foreach (var entry in member.Entries.TakeLast(15))
                Equal(Model.Explode(member, entry, Now) with { Customer = id }, ReferenceModel.Placeless((await Shop.Points.ExplodeAsync(entry.Position)).OrThrow()), $"entry {entry.Position} of {id}");
            await AsOfManyAsync(member);
        }
        await ListAsync();
        await BillsAsync();
        Equal(Model.Current, (await Shop.Programs.CurrentAsync()).OrThrow(), "the configuration in force");
        foreach (var gift in Model.Definition.Program.Gifts) Equal(Model.Count(gift), (await Shop.Gifts.CountAsync(gift.Id)).OrThrow(), $"gift {gift.Id}");
        Equal("customer.unknown", (await Shop.Points.BalanceAsync(new CustomerId(Model.Members.Count + 1))).Refusal!.Code, "an unknown customer");
        Equal("entry.unknown", (await Shop.Points.ExplodeAsync(Model.Position + 1)).Refusal!.Code, "an unknown entry");
        if (Store.Changes != before || Store.Bytes() != bytes) throw new PropertyBroken(Properties.ReadOnly, "reading wrote");
    }

    private async Task PagesAsync(ModelMember member, int limit)
    {
        long? next = null;
        var rows = 0;
        var sum = 0m;
        Statement page;
        do
        {
            var request = new StatementRequest(new(member.Id)) { Limit = limit, Before = next };
            page = (await Shop.Points.StatementAsync(request)).OrThrow();
            sum += page.Rows.Sum(row => row.Change);
            Equal(Model.Statement(member, request, Now), ReferenceModel.Placeless(page), $"page of {member.Id} before {next}");
            rows += page.Rows.Count;
            next = page.Next;
        }
        while (next is not null);
        if (sum + page.Due.Sum(row => row.Change) != page.Balance.Points)
            throw new PropertyBroken(Properties.Reads, $"the rows of member {member.Id} and what is due add up to {sum + page.Due.Sum(row => row.Change)}, its balance is {page.Balance.Points}");
        if (rows != member.Entries.Count) throw new PropertyBroken(Properties.Reads, $"the pages of member {member.Id} have {rows} rows, its journal {member.Entries.Count}");
    }

    /// <summary>Around each entry, on both axes; and each live reading again.</summary>
    private async Task AsOfManyAsync(ModelMember member)
    {
        // Every so many, so that a long history costs no more than a short one.
        var every = 1 + (member.Entries.Count / 6);
        foreach (var entry in member.Entries.Where((_, i) => i % every == 0))
        {
            foreach (var at in (Instant[])[entry.Effective, entry.Effective - Duration.FromTicks(1)])
                await AsOfAsync(member, new StatementRequest(new(member.Id)) { At = at, Limit = 2 });
            await AsOfAsync(member, new StatementRequest(new(member.Id)) { At = Now, Known = entry.Recorded, Limit = 2 });
            await AsOfAsync(member, new StatementRequest(new(member.Id)) { At = entry.Effective, Known = entry.Recorded - Duration.FromTicks(1), Limit = 2 });
        }
        foreach (var live in _live.Where(live => live.Member == member.Id).TakeLast(6))
        {
            if (member.Entries.Exists(entry => entry.Position > live.Position && entry.Effective <= live.At && entry.Kind != EntryKind.Clock)) continue;
            var then = (await Shop.Points.StatementAsync(new(new(member.Id)) { At = live.At, Limit = 1 })).OrThrow();
            Equal(live.Balance, Shown.Text(then.Balance), $"member {member.Id} at {live.At}, read live at position {live.Position}", Properties.AsOf);
        }
    }

    private async Task ListAsync()
    {
        var listed = new List<CustomerDetails>();
        long? after = null;
        do
        {
            var page = (await Shop.Customers.ListAsync(2, after)).OrThrow();
            listed.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        Equal(Model.Members.Select(ReferenceModel.Details), listed, "list of customers");
    }

    private async Task BillsAsync()
    {
        foreach (var bill in Model.Bills)
        {
            Equal(Model.Show(bill), (await Shop.Sales.GetBillAsync(new(bill.Id))).OrThrow(), $"bill {bill.Id}");
            Equal((BillDetails[])[Model.Show(bill)], (await Shop.Sales.FindBillsAsync($" {bill.Number.ToLowerInvariant()} ")).OrThrow(), $"bills {bill.Number}");
        }
        Equal("return.bill_unknown", (await Shop.Sales.GetBillAsync(new(Model.Bills.Count + 1))).Refusal!.Code, "an unknown bill");
    }

    private async Task CheckProofAsync()
    {
        var proof = await Engine.VerifyAsync(await Engine.AnchorAsync());
        if (!proof.Holds) throw new PropertyBroken(Properties.Proof, string.Join("; ", proof.Violations));
        if (proof.Entries != Model.Position || proof.Members != Model.Members.Count) throw new PropertyBroken(Properties.Proof, $"{proof.Entries} entries of {proof.Members} members were proven");
    }
}
