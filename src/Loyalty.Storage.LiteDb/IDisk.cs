namespace Loyalty;

/// <summary>Where files live; the tests have a disk that loses power.</summary>
internal interface IDisk
{
    /// <summary>Opens a file for this process alone, or makes it.</summary>
    IDiskFile Open(string path);

    /// <summary>Makes a file; one that exists is left alone.</summary>
    IDiskFile Create(string path);

    bool Exists(string path);

    void Delete(string path);
}

/// <summary>A file as the store uses it: until <see cref="Flush"/> returns, what was written may be lost in part and in any order.</summary>
internal interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer from an offset; answers how many bytes there were.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long length);

    void Flush();
}
