using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How bills are written on V2.</summary>
internal static class TransactionV2Wire
{
    public static IReadOnlyList<Doc> Warnings(SentBill sent, BillResult result) =>
    [
        // No field or tender has been declared to the engine: what names one is dropped, and said so.
        .. sent.Unknown.Select(name => V2.Warning(91016, $"Extended field '{name}' is not known")),
        .. sent.Tenders.Where(mode => mode.Length > 0).Select(mode => V2.Warning(9607, $"Payment mode '{mode}' is not known")),
        .. result.IsLater ? [V2.Warning(Downstream.Queued, Downstream.QueuedMessage)] : Array.Empty<Doc>(),
        .. result.Warnings.Select(warning => V2.Warning(BillWords.Number(warning), $"[{warning.Code}] {warning.Message}")),
    ];

    /// <summary>One net entry: what was awarded, or taken back (transactions R25).</summary>
    public static IReadOnlyList<Doc> Effects(BillResult result)
    {
        if (result.IsLater) return [];
        var points = (result.Added?.Earned ?? 0) - (result.Returned?.TakenBack ?? 0) - result.Further.Sum(back => back.TakenBack);
        var effects = new List<Doc>();
        if (points != 0) effects.Add(new() { { "entityType", "USER" }, { "rawAwardedPoints", points }, { "awardedPoints", points }, { "type", "points" } });
        if (result.Added is { Tier: { } tier, TierBefore: { } before } && before != tier) effects.Add(new() { { "entityType", "USER" }, { "type", "slab" }, { "description", tier } });
        return effects;
    }

    public static Doc Failed(Node item, int code, string message) => new()
    {
        { "entityId", -1 },
        { "result", Echo(item) },
        { "errors", new[] { V2.Error(code, message) } },
        { "warnings", Array.Empty<Doc>() },
    };

    public static Doc Stored(ApiCall call, Node item, SentBill sent, BillResult result)
    {
        var id = result.Added?.Bill.Value ?? result.Returned!.Return.Value;
        var body = (Doc)Echo(item)!;
        // What was sent, with the figures as numbers, and what became of it.
        var stored = new Doc { { "id", id } };
        foreach (var (name, value) in body.Fields)
            if (name is not ("id" or "billAmount" or "discount" or "grossAmount")) stored.Add(name, value);
        foreach (var name in (ReadOnlySpan<string>)["billAmount", "discount", "grossAmount"])
            if (item[name] is { IsEmpty: false } figure) stored.Add(name, Numbers.Decimal(figure.Text, figure.Kind == NodeKind.Number));
        stored.Add("currency", call.Definition.Organisation.Currency);
        stored.Add("sideEffects", Effects(result));
        return new() { { "entityId", id }, { "result", stored }, { "errors", Array.Empty<Doc>() }, { "warnings", Warnings(sent, result) } };
    }

    /// <summary>What was named of a bill, as it stands after the change.</summary>
    public static Doc Updated(BillDetails bill, SentUpdate sent) => new Doc { { "id", bill.Bill.Value } }
        .With("customFields", Fields(bill.Fields))
        .With("extendedFields", Fields(bill.Particulars?.Extended))
        .With("lineItems", sent.Lines.Count == 0 ? Array.Empty<Doc>() : bill.Lines.Select((line, i) => new Doc
        {
            { "id", i + 1 },
            { "itemCode", line.Sku },
            { "customFields", Fields(line.Fields) },
            { "extendedFields", Fields(line.Details?.Extended) },
        }).ToArray());

    public static Doc Updated(Node item, SentUpdate sent, UpdateResult result)
    {
        var body = Updated(result.Bill!, sent);
        foreach (var name in (ReadOnlySpan<string>)["identifierType", "identifierValue", "source"])
            if (item[name] is { IsEmpty: false } given) body.Add(name, given.Text);
        return new() { { "entityId", result.Bill!.Bill.Value }, { "result", body }, { "errors", Array.Empty<Doc>() }, { "warnings", Warnings(sent, result) } };
    }

    public static IReadOnlyList<Doc> Warnings(SentUpdate sent, UpdateResult result) =>
    [
        .. sent.Promotions.Select(name => V2.Warning(1118, $"Loyalty promotion '{name}' is not kept with a transaction that stands")),
        .. result.Warnings.Select(warning => V2.Warning(warning is ExtendedFieldDropped ? 91016 : 400, $"[{warning.Code}] {warning.Message}")),
    ];

    public static Doc Bill(ApiCall call, BillDetails bill)
    {
        var discount = bill.Lines.Sum(line => line.Discount);
        var doc = new Doc
        {
            { "id", bill.Bill.Value },
            { "customerId", bill.Customer == default ? null : bill.Customer.Value },
            { "type", BillWords.Type(bill) },
            { "source", Sources.Text(bill.Particulars?.Source ?? CustomerSource.Instore) },
            { "attribution", new Doc { { "createDate", call.Time(bill.Recorded) }, { "createdBy", Place(bill) } } },
            { "billDetails", new Doc
            {
                { "amount", bill.Amount },
                { "billingStore", Place(bill) },
                { "billNumber", bill.Number },
                { "billingTime", call.Time(bill.Time) },
                { "billingTimeInputOffset", bill.InputOffset is { } offset ? Times.Offset(offset) : null },
                { "discount", bill.Particulars?.Discount ?? discount },
                { "grossAmount", bill.Particulars?.Gross ?? bill.Amount + discount },
                { "note", bill.Particulars?.Notes ?? "" },
            } },
            { "customFields", Fields(bill.Fields) },
            { "extendedFields", Fields(bill.Particulars?.Extended) },
            { "currency", call.Definition.Organisation.Currency },
            { "outlierStatus", BillWords.Outlier(bill.Outlier) },
            { "basketSize", bill.Lines.Count },
            { "returnDetails", new Doc { { "canceled", false }, { "returnedAmount", bill.ReturnedAmount } } },
            { "paymentModes", Array.Empty<Doc>() },
            { "redemptions", new Doc { { "pointsRedemptions", bill.Redemptions.Select(id => id.Value).ToArray() }, { "couponRedemptions", Array.Empty<Doc>() } } },
            { "lineItems", bill.Lines.Select((line, i) => Line(bill, line, i)).ToArray() },
        };
        return bill.OfBill is { } of ? doc.With("parentTransactionId", of.Value) : doc;
    }

    /// <summary>What a bill would earn, and until when.</summary>
    public static Doc Breakup(ApiCall call, SentBill sent, BillAdded added) => new()
    {
        { "eventLogId", 0 },
        { "eventName", "TransactionAdd" },
        { "billDetails", new Doc
        {
            { "type", sent.Type },
            { "billNumber", sent.Number },
            { "billAmount", sent.Amount },
            { "pointsEarned", Earned(call, added, 0) },
            { "lineItems", sent.Lines.Select((line, i) => new Doc
            {
                { "itemCode", line.ItemCode },
                { "grossAmount", line.Net + line.Discount },
                { "discount", line.Discount },
                { "amount", line.Net },
                { "rate", line.Rate },
                { "qty", line.Quantity },
                { "pointsEarned", Earned(call, added, i + 1) },
            }).ToArray() },
        } },
        { "customFields", Array.Empty<Doc>() },
        { "extendedFields", Array.Empty<Doc>() },
        { "paymentModes", Array.Empty<Doc>() },
    };

    /// <summary>What the bill, or a line of it, earned in each program.</summary>
    private static Doc Earned(ApiCall call, BillAdded added, int line)
    {
        var all = added.Awards.Select(award => (Program: WireProgram.Default(call), Award: award))
            .Concat(added.Programs.SelectMany(program => program.Awards.Select(award => (Program: WireProgram.Named(call, program.Program), Award: award)))).Where(each => each.Award.Line == line).ToArray();
        return new()
        {
            { "regular", all.Where(each => !each.Award.IsPromised).Select(each => new Doc
            {
                { "value", each.Award.Points },
                { "expiresOn", each.Award.ExpiresAt is { } ends ? PointsLedgerWire.Legacy(call, ends - Duration.FromSeconds(1)) : null },
                { "programId", each.Program.Id },
                { "programName", each.Program.Definition.Name },
                { "expiryType", "fixed" },
            }).ToArray() },
            { "promo", Array.Empty<Doc>() },
            { "promised", all.Where(each => each.Award.IsPromised).Select(each => new Doc
            {
                { "value", each.Award.Points },
                { "conversionDate", each.Award.ConvertsAt is { } converts ? PointsLedgerWire.Legacy(call, converts) : null },
                { "programId", each.Program.Id },
                { "programName", each.Program.Definition.Name },
            }).ToArray() },
        };
    }

    private static Doc Line(BillDetails bill, BillLine line, int i) => new()
    {
        { "id", i + 1 },
        { "customerId", bill.Customer == default ? null : bill.Customer.Value },
        { "details", new Doc
        {
            { "amount", line.Amount },
            { "discount", line.Discount },
            { "itemCode", line.Sku },
            { "qty", line.Quantity },
            { "serial", i + 1 },
            { "value", line.Amount + line.Discount },
            { "attributes", new Doc() },
            { "customFields", Fields(line.Fields) },
            { "extendedFields", Fields(line.Details?.Extended) },
        } },
        { "outlierStatus", line.Details is { IsOutlier: true } ? "OUTLIER" : "NORMAL" },
        { "returnDetails", new Doc { { "returnedQuantity", bill.ReturnedQuantities.Count > i ? bill.ReturnedQuantities[i] : 0m } } },
        { "valid", true },
    };

    private static Doc Place(BillDetails bill) => new() { { "code", bill.Till ?? bill.Store }, { "name", bill.Till ?? bill.Store }, { "type", bill.Till is null ? "STORE" : "TILL" } };

    private static Doc Fields(IReadOnlyDictionary<string, string>? fields)
    {
        var doc = new Doc();
        foreach (var (name, value) in fields ?? new Dictionary<string, string>(StringComparer.Ordinal)) doc.Add(name, value);
        return doc;
    }

    /// <summary>A node as it was sent.</summary>
    internal static object? Echo(Node node) => node.Kind switch
    {
        NodeKind.Object => Copy(node),
        NodeKind.List => node.Items.Select(Echo).ToArray(),
        NodeKind.Flag => node.Text == "true",
        NodeKind.Number => Numbers.Decimal(node.Text, mayHaveExponent: true) is { } number ? number : node.Text,
        NodeKind.Text => node.Text,
        _ => Doc.Null,
    };

    private static Doc Copy(Node node)
    {
        var doc = new Doc();
        foreach (var (name, value) in node.Members) doc.Add(name, Echo(value));
        return doc;
    }
}
