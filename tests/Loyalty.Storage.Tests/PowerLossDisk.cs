using System.Runtime.InteropServices;

namespace Loyalty.Tests;

/// <summary>A disk in memory that records what is written and flushed, and makes the images that a power loss can leave.</summary>
internal sealed class PowerLossDisk : IDisk
{
    public const int Sector = 512;

    private readonly Dictionary<string, RecordedFile> _files = [];
    private readonly List<Step> _steps = [];

    /// <summary>How much has happened so far; an image is of any moment up to now.</summary>
    public int Steps => _steps.Count;

    /// <summary>The first moment an image can be of: what the disk began with is on it for good.</summary>
    public int Beginning { get; private set; }

    /// <summary>Fails the coming flushes or writes, as a full or broken disk does.</summary>
    public Func<Doing, Exception?> Fail { get; set; } = _ => null;

    public enum Doing
    {
        Write,
        Flush,
    }

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
        _steps.Add(new Step(path, Kind.Delete, 0, []));
    }

    /// <summary>
    /// The disk after a power loss at a moment. What was flushed is there. Of what was not, each 512 bytes reached the disk or did
    /// not, and of the file's length likewise; whatever was deleted may be there still.
    /// </summary>
    public PowerLossDisk Image(int moment, ref Load.Chance chance)
    {
        var image = new PowerLossDisk();
        foreach (var path in _steps.Take(moment).Select(step => step.Path).Distinct())
        {
            var steps = _steps.Take(moment).Where(step => step.Path == path).ToList();
            var flushed = steps.FindLastIndex(step => step.Kind is Kind.Flush) + 1;
            var content = new List<byte>();
            // A new file is in its folder for certain once it has been flushed.
            var isThere = flushed > 0 || chance.Next(2) == 0;
            // What was not flushed is lost whole, kept whole, or kept in part.
            var keep = chance.Next(5) switch { 0 => 0, 1 => 100, _ => chance.Next(101) };
            for (var i = 0; i < steps.Count; i++)
            {
                var step = steps[i];
                if (i >= flushed && step.Kind == Kind.Write)
                {
                    Tear(content, step, keep, ref chance);
                    continue;
                }
                if (i >= flushed && chance.Next(100) >= keep) continue;
                Apply(content, step);
                if (step.Kind == Kind.Delete) isThere = false;
                else if (i < flushed) isThere = true;
            }
            if (isThere) image.Begin(path, content);
        }
        return image;
    }

    /// <summary>A file as the image has it: on disk, so that a further power loss takes none of it.</summary>
    private void Begin(string path, List<byte> content)
    {
        _files.Add(path, new RecordedFile(this, path, content));
        _steps.Add(new Step(path, Kind.Write, 0, [.. content]));
        _steps.Add(new Step(path, Kind.Flush, 0, []));
        Beginning = _steps.Count;
    }

    private static void Tear(List<byte> content, Step step, int keep, ref Load.Chance chance)
    {
        for (var at = 0; at < step.Bytes.Length; at += Sector)
        {
            if (chance.Next(100) >= keep) continue;
            var part = step.Bytes.AsSpan(at, Math.Min(Sector, step.Bytes.Length - at)).ToArray();
            Apply(content, step with { Offset = step.Offset + at, Bytes = part });
        }
    }

    private static void Apply(List<byte> content, Step step)
    {
        switch (step.Kind)
        {
            case Kind.Write:
                SetLength(content, Math.Max(content.Count, (int)step.Offset + step.Bytes.Length));
                step.Bytes.CopyTo(CollectionsMarshal.AsSpan(content)[(int)step.Offset..]);
                break;
            case Kind.Length:
                SetLength(content, (int)step.Offset);
                break;
            case Kind.Delete:
                content.Clear();
                break;
        }
    }

    private static void SetLength(List<byte> content, int length)
    {
        var old = content.Count;
        CollectionsMarshal.SetCount(content, length);
        if (old < length) CollectionsMarshal.AsSpan(content)[old..].Clear();
    }

    private enum Kind
    {
        Write,
        Length,
        Flush,
        Delete,
    }

    private sealed record Step(string Path, Kind Kind, long Offset, byte[] Bytes);

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
                Do(new Step(path, Kind.Write, offset, bytes[..(bytes.Length / 2)].ToArray()));
                throw failure;
            }
            Do(new Step(path, Kind.Write, offset, bytes.ToArray()));
        }

        public void SetLength(long length) => Do(new Step(path, Kind.Length, length, []));

        public void Flush()
        {
            if (disk.Fail(Doing.Flush) is { } failure) throw failure;
            Do(new Step(path, Kind.Flush, 0, []));
        }

        public void Dispose()
        {
        }

        private void Do(Step step)
        {
            Apply(content, step);
            disk._steps.Add(step);
        }
    }
}
