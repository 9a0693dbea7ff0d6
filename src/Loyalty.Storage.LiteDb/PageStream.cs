namespace Loyalty;

/// <summary>The data file as LiteDB sees it. What it writes stays here until <see cref="Take"/> makes it a commit.</summary>
internal sealed class PageStream(PagedFile file) : Stream
{
    private Dictionary<long, byte[]> _written = [];
    private long _length = file.PageCount * PagedFile.PageSize;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get; set; }

    /// <summary>The pages written since the last call.</summary>
    public Dictionary<long, byte[]> Take()
    {
        var taken = _written;
        _written = [];
        return taken;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var total = (int)Math.Min(count, Math.Max(0, _length - Position));
        Span<byte> whole = stackalloc byte[PagedFile.PageSize];
        for (var done = 0; done < total;)
        {
            var (number, start) = Math.DivRem(Position, PagedFile.PageSize);
            var size = (int)Math.Min(total - done, PagedFile.PageSize - start);
            var into = buffer.AsSpan(offset + done, size);
            if (_written.TryGetValue(number, out var written)) written.AsSpan((int)start, size).CopyTo(into);
            else if (size == PagedFile.PageSize) file.Read(number, into);
            else
            {
                file.Read(number, whole);
                whole.Slice((int)start, size).CopyTo(into);
            }
            Position += size;
            done += size;
        }
        return total;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (var done = 0; done < count;)
        {
            var (number, start) = Math.DivRem(Position, PagedFile.PageSize);
            var size = (int)Math.Min(count - done, PagedFile.PageSize - start);
            if (!_written.TryGetValue(number, out var page))
            {
                _written.Add(number, page = new byte[PagedFile.PageSize]);
                if (size < PagedFile.PageSize) file.Read(number, page);
            }
            buffer.AsSpan(offset + done, size).CopyTo(page.AsSpan((int)start));
            Position += size;
            done += size;
        }
        _length = Math.Max(_length, Position);
    }

    /// <summary>What LiteDB flushes is no commit yet; <see cref="PagedFile.Commit"/> flushes.</summary>
    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => _length + offset,
    };

    public override void SetLength(long value)
    {
        if (value != _length) throw new NotSupportedException("The data file only grows.");
    }
}
