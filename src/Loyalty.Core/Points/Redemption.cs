using System.Security.Cryptography;

namespace Loyalty;

/// <summary>Where a redemption stands.</summary>
internal enum RedemptionState : byte
{
    /// <summary>Points were reserved; the account knows whether they still are.</summary>
    Held = 1,

    /// <summary>Points were spent.</summary>
    Redeemed = 2,

    /// <summary>The hold was let go.</summary>
    Released = 3,
}

/// <summary>A redemption, or the hold it began as.</summary>
internal sealed record Redemption
{
    public static readonly Collection<Redemption> All = new("redemptions", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Customer { get; init; }

    public required RedemptionState State { get; init; }

    public required long Units { get; init; }

    /// <summary>The lots it drew on, in redemption order.</summary>
    public required IReadOnlyList<Draw> Draws { get; init; }

    /// <summary>Units that have come back, by reversals and returns.</summary>
    public long CameBack { get; init; }

    /// <summary>The bill it is tied to, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>Position of the entry that made it.</summary>
    public required long Position { get; init; }

    /// <summary>Position of the entry that captured or released the hold, 0 for none.</summary>
    public long EndedAt { get; init; }

    public long Left => State == RedemptionState.Redeemed ? Units - CameBack : 0;

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Byte((byte)State);
        writer.Count(Units);
        writer.Count(Draws.Count);
        foreach (var draw in Draws)
        {
            writer.Count(draw.Lot);
            writer.Count(draw.Units);
        }
        writer.Count(CameBack);
        writer.Count(Bill);
        writer.Count(Position);
        writer.Count(EndedAt);
    }

    private static Redemption Read(ref RecordReader reader)
    {
        var id = reader.Count();
        var organisation = reader.Count();
        var customer = reader.Count();
        var state = (RedemptionState)reader.Byte();
        var units = reader.Count();
        var draws = new Draw[reader.Length()];
        for (var i = 0; i < draws.Length; i++) draws[i] = new(reader.Count(), reader.Count());
        return new Redemption
        {
            Id = id,
            Organisation = organisation,
            Customer = customer,
            State = state,
            Units = units,
            Draws = draws,
            CameBack = reader.Count(),
            Bill = reader.Count(),
            Position = reader.Count(),
            EndedAt = reader.Count(),
        };
    }
}

/// <summary>
/// Redemption codes: 6 letters and digits, unique (points R34). A keyed permutation of the id (a balanced Feistel network over
/// two halves of 36^3, HMAC-SHA256 as round function), so no table and no retry is needed. It hides how many there are; it is no
/// secret that protects points.
/// </summary>
internal sealed class RedemptionCodes(byte[] secret)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const long Half = 36 * 36 * 36;
    private const int Rounds = 8;

    /// <summary>How many ids have a code of 6 characters; beyond, codes grow longer.</summary>
    public const long Space = Half * Half;

    public string Of(long id)
    {
        var (cycle, rest) = Math.DivRem(id, Space);
        var (left, right) = Math.DivRem(rest, Half);
        for (var round = 0; round < Rounds; round++) (left, right) = (right, (left + F(round, right)) % Half);
        var value = left * Half + right;
        Span<char> code = stackalloc char[6];
        for (var i = 5; i >= 0; i--)
        {
            code[i] = Alphabet[(int)(value % 36)];
            value /= 36;
        }
        return cycle == 0 ? code.ToString() : $"{code}{cycle}";
    }

    private long F(int round, long half)
    {
        Span<byte> input = stackalloc byte[9];
        input[0] = (byte)round;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(input[1..], half);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(secret, input, hash);
        return (long)(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)Half);
    }
}
