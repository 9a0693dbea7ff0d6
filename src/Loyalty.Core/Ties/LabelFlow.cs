using static System.FormattableString;

namespace Loyalty;

/// <summary>How labels are added, given and found (customers R52).</summary>
internal static class LabelFlow
{
    public static Outcome<CustomerLabel> Add(CommandContext context, AddLabel command)
    {
        if ((Named("Name", command.Name, 50) ?? Named("Description", command.Description, 250) ?? PlaceDecisions.Resolve(context)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("label.add").With("name", command.Name).With("description", command.Description).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Shown(context, first.Changes.OfType<LabelAdded>().Single().Id), replayed: true);
        var name = command.Name.Trim();
        var isNew = context.Work.Find(Claims.All, LabelRecord.ClaimKey(context.Organisation, name)) is null;
        if (context.Trace.Fails("label.new", "customers R52", isNew, name, "no label of the organisation")) return new LabelTaken(Text.Shown(name));
        var most = CustomerLookUp.Organisation(context).Customers.MaxLabels;
        var count = Claimed(context, "", most).Count;
        if (context.Trace.Fails("label.room", "customers R52", count < most, count, most)) return new LabelsFull(most);
        var id = context.Work.NextId(LabelRecord.All);
        Ties.Alone(context, context.TakeOrganisation(effective), new LabelAdded(id, name, command.Description.Trim()), print, 0);
        return context.Accept(Shown(context, id));
    }

    public static Outcome<CustomerRelabelled> Change(CommandContext context, ChangeLabels command)
    {
        foreach (var (field, names) in ((string, IReadOnlyList<string>?)[])[("Add", command.Add), ("Remove", command.Remove)])
            if (names is null || names.Count > 1000 || names.Any(name => name is null)) return new InvalidValue(field, names is null ? "" : Invariant($"{names.Count}"), "a list of at most 1,000 names, which may be empty");
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("label.change").With("add", string.Join('\n', command.Add)).With("remove", string.Join('\n', command.Remove)).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, command.Customer, first.Changes.OfType<LabelsChanged>().Single()), replayed: true);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        if (Read(context, command.Remove, out var removed) is { } noSuch) return noSuch;
        if (Read(context, command.Add, out var added) is { } noSuchEither) return noSuchEither;
        var has = account!.Get(LabelSection.Kind).Labels;
        // Those taken away and given in one call stay.
        var change = new LabelsChanged([.. removed.Where(has.Contains).Except(added).Order()], [.. added.Except(has).Order()]);
        if (change.Removed.Count + change.Added.Count == 0) return context.Accept(Answer(context, command.Customer, change), replayed: true);
        Ties.Alone(context, context.Take(account, context.NotLate(account, effective)), change, print, command.Customer.Value);
        return context.Accept(Answer(context, command.Customer, change));
    }

    /// <summary>The organisation's labels by name, from a beginning on.</summary>
    public static Outcome<IReadOnlyList<CustomerLabel>> Search(CommandContext context, string beginning)
    {
        if (!Text.IsFit(beginning, 50, required: false) || beginning is null) return new InvalidValue("beginning", "", "up to 50 characters without control characters");
        return context.Accept<IReadOnlyList<CustomerLabel>>([.. Claimed(context, beginning, CustomerLookUp.Organisation(context).Customers.MaxLabels).Select(id => Shown(context, id))]);
    }

    public static Outcome<IReadOnlyList<CustomerLabel>> Of(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        return context.Accept<IReadOnlyList<CustomerLabel>>([.. account!.Get(LabelSection.Kind).Labels.Select(id => Shown(context, id))]);
    }

    public static Outcome<Page<CustomerId>> Customers(CommandContext context, string label, int limit, long after)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (after < 0) return new InvalidValue("after", Invariant($"{after}"), "Next of the page before");
        if (Read(context, [label ?? ""], out var ids) is { } unknown) return unknown;
        var rows = new List<KeyValuePair<RecordKey, LabelCustomer>>();
        context.Work.Scan(LabelCustomer.All, TieBook.Behind(ids[0], after), limit + 1, false, rows);
        var found = rows.Take(limit).Select(row => new CustomerId(row.Value.Customer)).ToArray();
        return context.Accept(new Page<CustomerId>(found, rows.Count > limit ? found[^1].Value : null));
    }

    private static Refusal? Named(string field, string? value, int longest) => value is null ? new InvalidValue(field, "", Invariant($"1 to {longest} characters")) : Text.Check(field, value, longest, required: true);

    private static LabelUnknown? Read(CommandContext context, IReadOnlyList<string> names, out IReadOnlyList<long> ids)
    {
        var read = new List<long>(names.Count);
        ids = read;
        foreach (var name in names)
        {
            var claim = Text.IsFit(name, 50, required: true) ? context.Work.Find(Claims.All, LabelRecord.ClaimKey(context.Organisation, name)) : null;
            if (context.Trace.Fails("label.known", "customers R52", claim is not null, Text.Shown(name), "a label of the organisation")) return new LabelUnknown(Text.Shown(name));
            if (!read.Contains(claim!.Subject)) read.Add(claim.Subject);
        }
        return null;
    }

    /// <summary>The claims are in the order of the names: they are the index.</summary>
    private static List<long> Claimed(CommandContext context, string beginning, int most)
    {
        var rows = new List<KeyValuePair<RecordKey, Claim>>();
        context.Work.Scan(Claims.All, CustomerName.Prefix(LabelRecord.ClaimKey(context.Organisation, beginning).Bytes.ToArray()), most, false, rows);
        return [.. rows.Select(row => row.Value.Subject)];
    }

    private static CustomerRelabelled Answer(CommandContext context, CustomerId customer, LabelsChanged change)
    {
        return new(customer, [.. change.Removed.Select(Name)], [.. change.Added.Select(Name)]);

        string Name(long id) => NameOf(context, id);
    }

    public static string NameOf(CommandContext context, long id) => context.Work.Find(LabelRecord.All, id)!.Name;

    private static CustomerLabel Shown(CommandContext context, long id) => context.Work.Find(LabelRecord.All, id) is { } label ? new(label.Id, label.Name, label.Description, label.AddedAt) : throw new StoreException(StoreFault.Corrupt, Invariant($"Label {id} is missing."));
}

/// <summary>Labels by which customers are told apart.</summary>
public sealed class LabelOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal LabelOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>Adds a label. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>label.taken</c>, <c>label.full</c>.</summary>
    public ValueTask<Outcome<CustomerLabel>> AddAsync(AddLabel command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("labels.add", _actor, options, context => LabelFlow.Add(context, command), cancellation);
    }

    /// <summary>
    /// Takes labels of a customer away, then gives it others. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>customer.unknown</c>,
    /// <c>customer.merged</c>, <c>customer.restricted</c>, <c>label.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerRelabelled>> ChangeAsync(ChangeLabels command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("labels.change", _actor, options, context => LabelFlow.Change(context, command), cancellation);
    }

    /// <summary>The organisation's labels by name, those with a beginning or all. Refused: <c>value.invalid</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CustomerLabel>>> SearchAsync(string beginning = "", CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => LabelFlow.Search(context, beginning), cancellation);

    /// <summary>A customer's labels. Refused: <c>customer.unknown</c>, <c>customer.merged</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CustomerLabel>>> OfAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => LabelFlow.Of(context, customer), cancellation);

    /// <summary>The customers with a label, by id. Refused: <c>value.invalid</c>, <c>label.unknown</c>.</summary>
    /// <param name="label">Name of the label.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after this id: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CustomerId>>> CustomersAsync(string label, int limit = 100, long after = 0, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => LabelFlow.Customers(context, label, limit, after), cancellation);
}
