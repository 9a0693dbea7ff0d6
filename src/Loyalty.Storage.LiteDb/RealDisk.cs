namespace Loyalty;

/// <summary>The files of the operating system, made for their owner only.</summary>
internal sealed class RealDisk : IDisk
{
    public IDiskFile Open(string path) => new RealFile(OpenAlone(path, FileMode.OpenOrCreate));

    public IDiskFile Create(string path) => new RealFile(OpenAlone(path, FileMode.CreateNew));

    public bool Exists(string path) => Path.Exists(path);

    public void Delete(string path) => File.Delete(path);

    private static FileStream OpenAlone(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        // The mode counts for a file that is made; one that exists keeps its own.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private sealed class RealFile(FileStream stream) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(stream.SafeFileHandle);

        public int Read(Span<byte> buffer, long offset)
        {
            var filled = 0;
            while (filled < buffer.Length)
            {
                var count = RandomAccess.Read(stream.SafeFileHandle, buffer[filled..], offset + filled);
                if (count == 0) break;
                filled += count;
            }
            return filled;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(stream.SafeFileHandle, bytes, offset);

        public void SetLength(long length) => RandomAccess.SetLength(stream.SafeFileHandle, length);

        public void Flush() => RandomAccess.FlushToDisk(stream.SafeFileHandle);

        public void Dispose() => stream.Dispose();
    }
}
