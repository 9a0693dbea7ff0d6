using System.Security.Cryptography;

namespace Loyalty;

/// <summary>
/// Where ids and secrets come from. The engine draws ids under its lock, so a source needs no lock of its own.
/// With the same source, clock and commands one caller's run repeats itself to the bit. Many callers' commands come in an order of
/// their own, and one may be decided again, on a newer state: then its ids are drawn again, from the same <c>last</c>.
/// </summary>
public interface IIdSource
{
    /// <summary>The id after <paramref name="last"/> (0 when there is none) in a sequence; it must be higher, and below 2^53.</summary>
    long Next(string sequence, long last);

    /// <summary>Fills the secret from which a new file's codes are derived.</summary>
    void FillSecret(Span<byte> secret);
}

/// <summary>Consecutive ids, secrets from the operating system's generator.</summary>
internal sealed class ConsecutiveIds : IIdSource
{
    public long Next(string sequence, long last) => last + 1;

    public void FillSecret(Span<byte> secret) => RandomNumberGenerator.Fill(secret);
}
