using System.Runtime.InteropServices;

namespace Loyalty.Tests;

/// <summary>A disk in memory that records what is written and flushed.</summary>
internal sealed class PowerLossDisk : IDisk
{
    private readonly Dictionary<string, RecordedFile> _files;

    public enum Doing
    {
        Write,
        Flush,
    }

    /// <param name="files">What is on it at the beginning.</param>
    public PowerLossDisk(IReadOnlyDictionary<string, byte[]>? files = null)
    {
        Record = new DiskRecord(files);
        _files = (files ?? new Dictionary<string, byte[]>()).ToDictionary(each => each.Key, each => new RecordedFile(this, each.Key, [.. each.Value]), StringComparer.Ordinal);
    }

    public DiskRecord Record { get; }

    /// <summary>Fails the coming flushes or writes, as a full or broken disk does.</summary>
    public Func<Doing, Exception?> Fail { get; set; } = _ => null;

    public IDiskFile Open(string path)
    {
        if (!_files.TryGetValue(path, out var file)) _files.Add(path, file = new RecordedFile(this, path, []));
        return file;
    }

    public IDiskFile Create(string path) => _files.ContainsKey(path) ? throw new IOException($"{path} exists.") : Open(path);

    public bool Exists(string path) => _files.ContainsKey(path);

    public void Delete(string path)
    {
        _files.Remove(path);
        Record.Delete(path);
    }

    private sealed class RecordedFile(PowerLossDisk disk, string path, List<byte> content) : IDiskFile
    {
        public long Length => content.Count;

        public int Read(Span<byte> buffer, long offset)
        {
            var rest = CollectionsMarshal.AsSpan(content)[(int)Math.Min(offset, content.Count)..];
            var count = Math.Min(buffer.Length, rest.Length);
            rest[..count].CopyTo(buffer);
            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (disk.Fail(Doing.Write) is { } failure)
            {
                // A full disk has taken a part.
                Keep(bytes[..(bytes.Length / 2)], offset);
                throw failure;
            }
            Keep(bytes, offset);
        }

        public void SetLength(long length)
        {
            DiskRecord.SetLength(content, (int)length);
            disk.Record.SetLength(path, length);
        }

        public void Flush()
        {
            if (disk.Fail(Doing.Flush) is { } failure) throw failure;
            disk.Record.Flush(path);
        }

        public void Dispose()
        {
        }

        private void Keep(ReadOnlySpan<byte> bytes, long offset)
        {
            DiskRecord.Write(content, (int)offset, bytes);
            disk.Record.Write(path, offset, bytes);
        }
    }
}
