using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A bill that registers or updates its customer in the same commit (transactions R16).</summary>
internal static class CustomerBillFlow
{
    public static Outcome<CustomerBilled> Add(CommandContext context, CustomerBill command)
    {
        if (Parts(context, command) is { } missing) return missing;
        var (given, bill) = (command.Customer, command.Bill);
        var print = new Fingerprint("customer_bill").With("customer", unchecked((long)RegisterFlow.FingerprintOf("add_or_update", given))).With("bill", unchecked((long)BillChecks.FingerprintOf(bill))).Value();
        // Nobody is known yet, so the key is the organisation's; the bill looks for it under its customer too.
        var use = new KeyUse(0, Bill.Normal(bill.Number ?? ""), print);
        var (keyed, conflict) = context.RepeatedKey(use.Owner, use.Number, use.Fingerprint);
        if (conflict is not null) return conflict;
        if (keyed?.Changes.OfType<RejectionNoted>().FirstOrDefault() is { } queued) return RejectionFlow.Told(queued).Refusal!;
        if (keyed is not null) return Answer(context, context.Accept(SaleFlow.Added(context, context.Work.Find(Bill.All, keyed.Facts.Bill)!, bill), replayed: true));
        var (known, notOne) = Known(context, given);
        if (notOne is null && known.Count == 1 && Repeated(context, bill with { Customer = new(known[0]) }) is { } first) return Answer(context, first);
        if (SaleFlow.Acceptable(context, bill, out var billed) is { } unacceptable) return unacceptable;
        if (notOne is not null) return notOne;
        if (Meeting(context, known) is { } several) return several;
        var part = context.Part();
        var customer = known.Count == 0 ? Register(part, given, billed) : Update(part, given, new(known[0]));
        if (customer.IsRefused) return customer.Refusal;
        foreach (var warning in part.Warnings ?? []) context.Warn(warning);
        var added = SaleFlow.AddWithin(context, bill with { Customer = customer.Value.Id }, use, RejectionDecisions.OfCustomer(CustomerLookUp.Organisation(context), given.ExtendedFields));
        // The customer is registered or updated before the bill is queued (transactions R46).
        if (added.KeepsChanges) return new Outcome<CustomerBilled>(added.Refusal!) { KeepsChanges = true };
        if (added.IsRefused) return added.Refusal;
        return Answer(context, added);
    }

    private static Refusal? Parts(CommandContext context, CustomerBill command)
    {
        var fault = BillChecks.Missing("Customer", command.Customer, "a customer") ?? BillChecks.Missing("Bill", command.Bill, "a bill");
        if (fault is null && command.Customer.Identifiers is null) fault = new InvalidValue("Customer.Identifiers", "", "a list, which may be empty");
        if (fault is null && command.Bill.Customer != default) fault = new InvalidValue("Bill.Customer", Invariant($"{command.Bill.Customer.Value}"), "none: the identifiers say whose it is");
        return fault ?? BillChecks.Parts(command.Bill, context.Trace);
    }

    /// <summary>Whom the identifiers match, the primary's holder first; each once.</summary>
    private static (IReadOnlyList<long> Known, Refusal? Refusal) Known(CommandContext context, EnrolCustomer given)
    {
        var organisation = CustomerLookUp.Organisation(context);
        var rules = organisation.Customers;
        var (identifiers, invalid) = RegisterDecisions.Check(context, organisation, given, isUpdate: true);
        if (invalid is not null) return ([], invalid);
        var (known, primary) = (new List<long>(), 0L);
        foreach (var each in identifiers)
        {
            var holder = rules.IsUnique(each.Kind) ? RegisterDecisions.HolderOf(context, given.Source, given.Account, each.Kind, each.Normal) : 0;
            if (each.Kind == rules.Primary) primary = holder;
            if (holder != 0 && !known.Contains(holder)) known.Add(holder);
        }
        if (!rules.SkipSecondaryOnMismatch || identifiers.All(each => each.Kind != rules.Primary)) return ([.. known.OrderByDescending(holder => holder == primary)], null);
        // The primary wins: with it alone the customer is known or not, and secondaries of others are left out.
        return (primary == 0 ? [] : [primary], null);
    }

    /// <summary>Accounts that meet in one bill are one customer's: until they are merged the bill cannot tell whose it is.</summary>
    private static IdentifiersOfSeveral? Meeting(CommandContext context, IReadOnlyList<long> known) =>
        context.Trace.Fails("customer.one_holder", "transactions R16", known.Count <= 1, Invariant($"{known.Count} customers"), "one at most") ? new IdentifiersOfSeveral(new(known[0]), new(known[1])) : null;

    private static Outcome<CustomerDetails> Register(CommandContext context, EnrolCustomer given, Instant billed) =>
        UpsertFlow.AddOrUpdate(context, given with { RegisteredAt = given.RegisteredAt ?? Instant.Min(billed, context.Recorded) });

    /// <summary>Of a known customer what may be changed is; what may not is told beside the answer.</summary>
    private static Outcome<CustomerDetails> Update(CommandContext context, EnrolCustomer given, CustomerId known)
    {
        if (RegisterDecisions.Names(context, given.FirstName, null) is { } unfitFirst)
        {
            Warn(unfitFirst);
            given = given with { FirstName = null };
        }
        if (RegisterDecisions.Names(context, null, given.LastName) is { } unfitLast)
        {
            Warn(unfitLast);
            given = given with { LastName = null };
        }
        var updated = UpsertFlow.AddOrUpdate(context, given);
        if (updated.Refusal is not (CustomerRestricted or IdentifierRequired)) return updated;
        Warn(updated.Refusal);
        return CustomerViews.Details(context, known);

        void Warn(Refusal refusal) => context.Warn(new CustomerPartRefused(refusal.Code, refusal.Message));
    }

    /// <summary>The first answer, where the known customer's bill came before; tried on a layer that is dropped.</summary>
    private static Outcome<BillAdded>? Repeated(CommandContext context, AddBill bill)
    {
        if (BillChecks.Number(bill.Number) is not null || BillNumbers.Find(context, bill.Number).Count == 0) return null;
        var tried = SaleFlow.AddBill(context.Item(0, context.Work.Layer()), bill);
        return tried.IsRefused || !tried.Replayed ? null : tried;
    }

    private static Outcome<CustomerBilled> Answer(CommandContext context, in Outcome<BillAdded> added)
    {
        var customer = CustomerViews.Details(context, added.Value.Customer);
        return customer.IsRefused
            ? customer.Refusal
            : new Outcome<CustomerBilled>(new CustomerBilled(customer.Value, added.Value, SaleFlow.IsEnrolledWith(context, added.Value.Position)), added.Warnings) { Replayed = added.Replayed };
    }
}
