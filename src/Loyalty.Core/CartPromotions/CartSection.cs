using NodaTime;

namespace Loyalty;

/// <summary>The cart promotions part of an account: what the member holds, and its uses of promotions that limit them for each member.</summary>
internal sealed class CartSection : ISection<CartSection>
{
    public static readonly SectionKind<CartSection> Kind = new(
        40, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Holdings.Count == 0 && section.Tallies.Count == 0 && section.Pending.Count == 0 && section.Gathered.Count == 0);

    /// <summary>By number, those that were revoked too.</summary>
    public IReadOnlyList<CartHolding> Holdings { get; private set; } = [];

    /// <summary>By id of the promotion.</summary>
    public IReadOnlyList<(string Promotion, CartTally Tally)> Tallies { get; private set; } = [];

    /// <summary>Evaluations whose reservation may hold, with its end.</summary>
    public IReadOnlyList<(long Evaluation, Instant Until)> Pending { get; private set; } = [];

    /// <summary>Units gathered by promotion, in millionths; below 0 where more came back than was gathered since. By id.</summary>
    public IReadOnlyList<(string Promotion, long Units)> Gathered { get; private set; } = [];

    /// <summary>Adds units to those gathered.</summary>
    public void Gather(string promotion, long units)
    {
        var sum = units + Gathered.FirstOrDefault(each => each.Promotion == promotion).Units;
        var rest = Gathered.Where(each => each.Promotion != promotion);
        Gathered = [.. (sum == 0 ? rest : rest.Append((Promotion: promotion, Units: sum))).OrderBy(each => each.Promotion, StringComparer.Ordinal)];
    }

    /// <summary>Notes an evaluation, and lets go of those whose reservation is over.</summary>
    public void Open(long evaluation, Instant until, Instant now) => Pending = [.. Pending.Where(each => each.Until > now), (evaluation, until)];

    public void Close(long evaluation) => Pending = [.. Pending.Where(each => each.Evaluation != evaluation)];

    public CartHolding? Find(long id)
    {
        foreach (var holding in Holdings)
            if (holding.Id == id) return holding;
        return null;
    }

    public CartHolding Known(long id) => Find(id) ?? throw new StoreException(StoreFault.Corrupt, $"Record {id} of a cart promotion is missing.");

    public CartTally Of(string promotion)
    {
        foreach (var (id, tally) in Tallies)
            if (id == promotion) return tally;
        return CartTally.None;
    }

    public void Set(CartHolding holding) => Holdings = [.. Holdings.Where(each => each.Id != holding.Id).Append(holding).OrderBy(each => each.Id)];

    public void Set(string promotion, CartTally tally)
    {
        var rest = Tallies.Where(each => each.Promotion != promotion);
        Tallies = [.. (tally.IsEmpty ? rest : rest.Append((Promotion: promotion, Tally: tally))).OrderBy(each => each.Promotion, StringComparer.Ordinal)];
    }

    public CartSection Fork() => new() { Holdings = Holdings, Tallies = Tallies, Pending = Pending, Gathered = Gathered };

    public void Write(RecordWriter writer)
    {
        writer.Count(Holdings.Count);
        foreach (var holding in Holdings) holding.Write(writer);
        writer.Count(Tallies.Count);
        foreach (var (promotion, tally) in Tallies)
        {
            writer.Text(promotion);
            tally.Write(writer);
        }
        writer.Count(Pending.Count);
        foreach (var (evaluation, until) in Pending)
        {
            writer.Count(evaluation);
            writer.Signed(until.ToUnixTimeTicks());
        }
        writer.Count(Gathered.Count);
        foreach (var (promotion, units) in Gathered)
        {
            writer.Text(promotion);
            writer.Signed(units);
        }
    }

    public static CartSection Read(ref RecordReader reader)
    {
        var holdings = new CartHolding[reader.Length()];
        for (var i = 0; i < holdings.Length; i++) holdings[i] = CartHolding.Read(ref reader);
        var tallies = new (string, CartTally)[reader.Length()];
        for (var i = 0; i < tallies.Length; i++) tallies[i] = (reader.Text() ?? throw RecordReader.Damaged(), CartTally.Read(ref reader));
        var pending = new (long, Instant)[reader.Length()];
        for (var i = 0; i < pending.Length; i++) pending[i] = (reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        var gathered = new (string, long)[reader.Length()];
        for (var i = 0; i < gathered.Length; i++) gathered[i] = (reader.Text() ?? throw RecordReader.Damaged(), reader.Signed());
        return new() { Holdings = holdings, Tallies = tallies, Pending = pending, Gathered = gathered };
    }
}
