using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>Where units of points can be.</summary>
public enum Bucket
{
    /// <summary>Awarded to the member, not yet usable.</summary>
    Promised = 1,

    /// <summary>The member can spend it.</summary>
    Available = 2,

    /// <summary>Reserved by a pending redemption.</summary>
    Held = 3,

    /// <summary>What the member owes: taken back after it was spent.</summary>
    Debt = 4,

    /// <summary>The program's source of awards.</summary>
    Issued = 5,

    /// <summary>Spent.</summary>
    Redeemed = 6,

    /// <summary>Lapsed.</summary>
    Expired = 7,

    /// <summary>Taken back with a returned purchase.</summary>
    Returned = 8,

    /// <summary>Taken away by hand.</summary>
    Deducted = 9,

    /// <summary>On its way between members: what one sends another receives.</summary>
    Transferred = 10,
}

/// <summary>
/// Moves units from one bucket to another, so it cannot be unbalanced.
/// </summary>
/// <param name="Source">Where the units leave.</param>
/// <param name="Target">Where they arrive.</param>
/// <param name="Units">How many, above 0, in units of 10^-scale.</param>
/// <param name="Currency">Number of the points currency.</param>
/// <param name="Lot">Number of the member's lot, 0 where no lot is touched (new debt).</param>
/// <param name="Given">Whether the lot's units served the return of another lot, which had been spent.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Posting(Bucket Source, Bucket Target, long Units, int Currency, long Lot, bool Given = false)
{
    public void Write(RecordWriter writer)
    {
        writer.Byte((byte)(((int)Source << 4) | (int)Target));
        writer.Count(Units);
        writer.Count(((long)Currency << 1) | (Given ? 1L : 0));
        writer.Count(Lot);
    }

    public static Posting Read(ref RecordReader reader)
    {
        var ends = reader.Byte();
        var units = reader.Count();
        var currency = reader.Count();
        return new((Bucket)(ends >> 4), (Bucket)(ends & 0xF), units, (int)(currency >> 1), reader.Count(), (currency & 1) != 0);
    }
}
