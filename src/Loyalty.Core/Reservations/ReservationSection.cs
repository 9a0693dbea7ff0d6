using NodaTime;

namespace Loyalty;

/// <summary>A sale that is reserved, by the reservations that it is made of; 0 where it has none of a kind.</summary>
/// <param name="Id">Number of the reservation.</param>
/// <param name="EndsAt">Until when it holds, exclusive.</param>
/// <param name="Evaluation">The kept evaluation of its cart, which reserves uses of promotions.</param>
/// <param name="Coupons">The reservation of its coupons.</param>
/// <param name="Redemption">The hold of its points.</param>
internal readonly record struct OpenReservation(long Id, Instant EndsAt, long Evaluation, long Coupons, long Redemption)
{
    public void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Signed(EndsAt.ToUnixTimeTicks());
        writer.Count(Evaluation);
        writer.Count(Coupons);
        writer.Count(Redemption);
    }

    public static OpenReservation Read(ref RecordReader reader) => new(reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()), reader.Count(), reader.Count(), reader.Count());
}

/// <summary>The reserved sales of an account that are neither sold nor let go, the newest last.</summary>
internal sealed class ReservationSection : ISection<ReservationSection>
{
    public static readonly SectionKind<ReservationSection> Kind = new(
        31, Read, static (section, writer) => Write(section.Open, writer), static () => new(), static section => section.Open.Count == 0);

    /// <summary>How long one that has lapsed is remembered, so that its late sale is told from one that nothing was reserved for.</summary>
    private static readonly Duration Remembered = Duration.FromDays(1);

    public IReadOnlyList<OpenReservation> Open { get; private set; } = [];

    public void Add(OpenReservation reservation, Instant now) => Open = [.. Open.Where(each => each.EndsAt + Remembered > now), reservation];

    public void Remove(long id) => Open = [.. Open.Where(each => each.Id != id)];

    public void Join(IReadOnlyList<OpenReservation> others) => Open = [.. Open.Concat(others).OrderBy(each => each.Id)];

    public ReservationSection Fork() => new() { Open = Open };

    public static void Write(IReadOnlyList<OpenReservation> open, RecordWriter writer)
    {
        writer.Count(open.Count);
        foreach (var each in open) each.Write(writer);
    }

    public static OpenReservation[] ReadAll(ref RecordReader reader)
    {
        var open = new OpenReservation[reader.Length()];
        for (var i = 0; i < open.Length; i++) open[i] = OpenReservation.Read(ref reader);
        return open;
    }

    private static ReservationSection Read(ref RecordReader reader) => new() { Open = ReadAll(ref reader) };
}

/// <summary>Reserved sales came from an account that was merged into this one.</summary>
internal sealed record ReservationsMoved(IReadOnlyList<OpenReservation> From) : AccountChange
{
    public const byte TagOnDisk = 195;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(ReservationSection.Kind).Join(From);

    protected override void WriteBody(RecordWriter writer, Instant effective) => ReservationSection.Write(From, writer);

    public static ReservationsMoved ReadBody(ref RecordReader reader, Instant effective) => new(ReservationSection.ReadAll(ref reader));

    /// <summary>What a customer who is merged away has reserved is the survivor's from then on.</summary>
    public static void Move(AccountHand from, AccountHand into)
    {
        var open = from.Account.Get(ReservationSection.Kind).Open;
        if (open.Count > 0) into.Change(new ReservationsMoved(open));
    }
}
