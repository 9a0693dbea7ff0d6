using NodaTime;

namespace Loyalty;

/// <summary>
/// A person moved the end of lots (points R27). From then on it goes with no tier and no membership; moved to an earlier day, later activities do not move it
/// back either.
/// </summary>
internal sealed record ExpiryMoved(bool IsEarlier, IReadOnlyList<RolledLot> Lots) : AccountChange
{
    public const byte TagOnDisk = 205;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        foreach (var (currency, number, expires) in Lots)
        {
            var lot = points.Lot(currency, number);
            points.Move(lot with { ExpiresAt = expires, IsTied = false, Rolling = IsEarlier || !lot.IsRolling ? (ushort)0 : lot.Rolling });
        }
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Bool(IsEarlier);
        RolledLot.Write(writer, Lots);
    }

    public static ExpiryMoved ReadBody(ref RecordReader reader, Instant effective) => new(reader.Bool(), RolledLot.ReadAll(ref reader));

    public bool Equals(ExpiryMoved? other) => other is not null && IsEarlier == other.IsEarlier && Lots.SequenceEqual(other.Lots);

    public override int GetHashCode() => HashCode.Combine(IsEarlier, Lots.Count);
}
