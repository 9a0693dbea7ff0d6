using NodaTime;

namespace Loyalty;

/// <summary>
/// What an evaluation knew beside the cart and the configuration, kept with it: with these it is decided again to the same answer, whatever has
/// happened since (cart-promotions R18).
/// </summary>
internal sealed record CartKnown
{
    public string? Store { get; init; }

    public string? Tier { get; init; }

    public bool IsMember { get; init; }

    public IReadOnlyCollection<string> Groups { get; init; } = [];

    public IReadOnlyCollection<string> Labels { get; init; } = [];

    public IReadOnlyList<CartTender>? Tenders { get; init; }

    public IReadOnlyList<CartEntitlement> Entitlements { get; init; } = [];

    public IReadOnlyList<(CartTallyKey Key, CartTally Tally)> Tallies { get; init; } = [];

    public IReadOnlyList<(string Promotion, long Units)> Gathered { get; init; } = [];

    public static CartKnown Of(CartFacts facts) => new()
    {
        Store = facts.Store,
        Tier = facts.Tier,
        IsMember = facts.IsMember,
        Groups = facts.Groups,
        Labels = facts.Labels,
        Tenders = facts.Tenders,
        Entitlements = facts.Entitlements,
        Tallies = [.. facts.Tallies.OrderBy(each => each.Key.Promotion, StringComparer.Ordinal).ThenBy(each => each.Key.Scope).ThenBy(each => each.Key.Held).Select(each => (each.Key, each.Value))],
        Gathered = [.. facts.Gathered.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value))],
    };

    /// <summary>The facts again.</summary>
    public CartFacts Facts(IReadOnlyList<CartFactLine> lines, Instant at, ProgramSnapshot program) => new()
    {
        Lines = lines,
        At = at,
        Zone = program.OrganisationZone,
        MinorUnits = program.MinorUnits,
        Store = Store,
        Tier = Tier,
        IsMember = IsMember,
        Groups = Groups,
        Labels = Labels,
        Tenders = Tenders,
        Entitlements = Entitlements,
        Tallies = Tallies.ToDictionary(each => each.Key, each => each.Tally),
        Gathered = Gathered.ToDictionary(each => each.Promotion, each => each.Units, StringComparer.Ordinal),
    };

    public void Write(RecordWriter writer)
    {
        writer.Text(Store);
        writer.Text(Tier);
        // Records from before groups and labels counted have none of them.
        var belongs = Groups.Count + Labels.Count > 0;
        writer.Byte((byte)((IsMember ? 1 : 0) | (Tenders is null ? 0 : 2) | (belongs ? 4 : 0)));
        foreach (var names in belongs ? (IReadOnlyCollection<string>[])[Groups, Labels] : [])
        {
            writer.Count(names.Count);
            foreach (var name in names) writer.Text(name);
        }
        foreach (var tender in Listed(writer, Tenders))
        {
            writer.Count(tender.Kind is { } kind ? (long)kind + 1 : 0);
            writer.Text(tender.Mode);
            writer.Decimal(tender.Amount);
            writer.Text(tender.Identifier);
        }
        foreach (var held in Listed(writer, Entitlements))
        {
            writer.Text(held.Promotion);
            writer.Text(held.Fault);
            writer.Byte((byte)((held.IsActivated ? 1 : 0) | (held.RedeemableFrom is null ? 0 : 2) | (held.ValidTill is null ? 0 : 4)));
            if (held.RedeemableFrom is { } from) writer.Signed(from.ToUnixTimeTicks());
            if (held.ValidTill is { } till) writer.Signed(till.ToUnixTimeTicks());
            writer.Count(held.Holding);
            writer.Count(held.Code);
        }
        foreach (var (key, tally) in Listed(writer, Tallies))
        {
            writer.Text(key.Promotion);
            writer.Byte((byte)key.Scope);
            writer.Count(key.Held);
            tally.Write(writer);
        }
        foreach (var (promotion, units) in Listed(writer, Gathered))
        {
            writer.Text(promotion);
            writer.Signed(units);
        }
    }

    public static CartKnown Read(ref RecordReader reader)
    {
        var (store, tier, flags) = (reader.Text(), reader.Text(), reader.Byte());
        var (groups, labels) = (flags & 4) == 0 ? ([], []) : (Names(ref reader), Names(ref reader));
        var tenders = new CartTender[reader.Length()];
        for (var i = 0; i < tenders.Length; i++)
        {
            var kind = reader.Count();
            tenders[i] = new(kind == 0 ? null : (TenderKind)(kind - 1), Known(ref reader), reader.Decimal()) { Identifier = Known(ref reader) };
        }
        var entitlements = new CartEntitlement[reader.Length()];
        for (var i = 0; i < entitlements.Length; i++)
        {
            var (promotion, fault, has) = (Known(ref reader), reader.Text(), reader.Byte());
            entitlements[i] = new(promotion)
            {
                Fault = fault,
                IsActivated = (has & 1) != 0,
                RedeemableFrom = (has & 2) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null,
                ValidTill = (has & 4) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null,
                Holding = reader.Count(),
                Code = reader.Count(),
            };
        }
        var tallies = new (CartTallyKey, CartTally)[reader.Length()];
        for (var i = 0; i < tallies.Length; i++) tallies[i] = (new(Known(ref reader), (CartLimitScope)reader.Byte(), reader.Count()), CartTally.Read(ref reader));
        var gathered = new (string, long)[reader.Length()];
        for (var i = 0; i < gathered.Length; i++) gathered[i] = (Known(ref reader), reader.Signed());
        return new() { Store = store, Tier = tier, IsMember = (flags & 1) != 0, Groups = groups, Labels = labels, Tenders = (flags & 2) != 0 ? tenders : null, Entitlements = entitlements, Tallies = tallies, Gathered = gathered };
    }

    private static IReadOnlyList<T> Listed<T>(RecordWriter writer, IReadOnlyList<T>? list)
    {
        writer.Count(list?.Count ?? 0);
        return list ?? [];
    }

    private static string[] Names(ref RecordReader reader)
    {
        var names = new string[reader.Length()];
        for (var i = 0; i < names.Length; i++) names[i] = Known(ref reader);
        return names;
    }

    private static string Known(ref RecordReader reader) => reader.Text() ?? throw RecordReader.Damaged();
}
