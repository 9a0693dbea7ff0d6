namespace Loyalty.Testing;

/// <summary>Consecutive ids and a secret that is always the same: two runs of the same commands give the same file, to the byte.</summary>
public sealed class RepeatableIds : IIdSource
{
    /// <inheritdoc/>
    public long Next(string sequence, long last) => last + 1;

    /// <inheritdoc/>
    public void FillSecret(Span<byte> secret)
    {
        for (var i = 0; i < secret.Length; i++) secret[i] = (byte)i;
    }
}
