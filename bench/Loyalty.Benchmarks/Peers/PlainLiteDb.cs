using LiteDB;

namespace Loyalty.Benchmarks;

/// <summary>
/// The same purchases in LiteDB as it is meant to be used: typed by hand to documents, a transaction and a checkpoint for each, one thread.
/// The same records as the engine's: the bill, its claim by number, the entry, the account with its lots.
/// </summary>
internal sealed class PlainLiteDb : IPurchaseLoad
{
    private readonly Lock _lock = new();
    private readonly PurchaseStream _purchases;
    private readonly LiteDatabase _db;
    private readonly ILiteCollection<BsonDocument> _bills;
    private readonly ILiteCollection<BsonDocument> _claims;
    private readonly ILiteCollection<BsonDocument> _entries;
    private readonly ILiteCollection<BsonDocument> _accounts;
    private long _next;

    private PlainLiteDb(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        _db = new(new ConnectionString { Filename = Path.Combine(folder, "plain.litedb"), Connection = ConnectionType.Direct });
        (_bills, _claims, _entries, _accounts) = (_db.GetCollection("bills"), _db.GetCollection("claims"), _db.GetCollection("entries"), _db.GetCollection("accounts"));
        _db.BeginTrans();
        for (var i = 0L; i < PurchaseStream.Customers; i++) _accounts.Insert(new BsonDocument { ["_id"] = i, ["points"] = 0L, ["purchases"] = 0L, ["lots"] = new BsonArray() });
        _db.Commit();
        _db.Checkpoint();
    }

    public static IPurchaseLoad Open(string folder, PurchaseStream purchases) => new PlainLiteDb(folder, purchases);

    public ValueTask PurchaseAsync(int i)
    {
        lock (_lock) Purchase(i);
        return default;
    }

    public Totals ReadTotals() => new(_bills.LongCount(), _accounts.FindAll().Sum(account => account["points"].AsInt64));

    public void Dispose() => _db.Dispose();

    private void Purchase(int i)
    {
        var number = _purchases.BillNumber(i);
        if (_claims.FindById(number) is not null) return;
        ref readonly var purchase = ref _purchases[i];
        var (id, points) = (++_next, (long)_purchases.Points(i));
        var lines = new BsonArray();
        foreach (ref readonly var line in _purchases.Lines(i)) lines.Add(new BsonDocument { ["sku"] = line.SkuText, ["quantity"] = line.Quantity, ["amount"] = line.Quantity * line.UnitPrice });
        _db.BeginTrans();
        _bills.Insert(new BsonDocument { ["_id"] = id, ["customer"] = (long)purchase.Customer, ["number"] = number, ["time"] = (long)purchase.Second, ["amount"] = _purchases.Total(i), ["lines"] = lines });
        _claims.Insert(new BsonDocument { ["_id"] = number, ["bill"] = id });
        _entries.Insert(new BsonDocument { ["_id"] = id, ["customer"] = (long)purchase.Customer, ["bill"] = id, ["points"] = points, ["expires"] = purchase.Second + 31_536_000L });
        var account = _accounts.FindById((long)purchase.Customer);
        account["points"] = account["points"].AsInt64 + points;
        account["purchases"] = account["purchases"].AsInt64 + _purchases.Total(i);
        account["lots"].AsArray.Add(new BsonDocument { ["entry"] = id, ["points"] = points, ["expires"] = purchase.Second + 31_536_000L });
        _accounts.Update(account);
        _db.Commit();
        _db.Checkpoint();
    }
}
