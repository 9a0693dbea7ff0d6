namespace Loyalty.Tests;

/// <summary>The disk itself, which can be made full: then a file takes what does not make it longer, and a part of what would.</summary>
internal sealed class FullDisk : IDisk
{
    private readonly RealDisk _disk = new();

    public bool IsFull { get; set; }

    public IDiskFile Open(string path) => new LimitedFile(this, _disk.Open(path));

    public IDiskFile Create(string path) => new LimitedFile(this, _disk.Create(path));

    public bool Exists(string path) => _disk.Exists(path);

    public void Delete(string path) => _disk.Delete(path);

    private sealed class LimitedFile(FullDisk disk, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (disk.IsFull && offset + bytes.Length > file.Length)
            {
                file.Write(bytes[..(bytes.Length / 2)], offset);
                throw new IOException("injected", 28);
            }
            file.Write(bytes, offset);
        }

        public void SetLength(long length) => file.SetLength(length);

        public void Flush() => file.Flush();

        public void Dispose() => file.Dispose();
    }
}
