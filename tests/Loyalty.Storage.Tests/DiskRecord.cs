using System.Runtime.InteropServices;

namespace Loyalty.Tests;

/// <summary>What has been written to files and flushed, and the images of them that a power loss can leave.</summary>
internal sealed class DiskRecord
{
    public const int Sector = 512;

    private readonly List<Step> _steps = [];
    private readonly Lock _recording = new();

    private enum Kind
    {
        Write,
        Length,
        Flush,
        Delete,
        FlushFolder,
    }

    /// <param name="files">What is on the disk at the beginning, for good.</param>
    public DiskRecord(IReadOnlyDictionary<string, byte[]>? files = null)
    {
        foreach (var (path, content) in files ?? new Dictionary<string, byte[]>())
        {
            Write(path, 0, content);
            Flush(path);
        }
        Beginning = Steps;
    }

    /// <summary>How much has happened so far; an image is of any moment up to now.</summary>
    public int Steps
    {
        get
        {
            lock (_recording) return _steps.Count;
        }
    }

    /// <summary>The first moment an image can be of: what the disk began with is on it for good.</summary>
    public int Beginning { get; }

    public void Write(string path, long offset, ReadOnlySpan<byte> bytes) => Add(new(path, Kind.Write, offset, bytes.ToArray()));

    public void SetLength(string path, long length) => Add(new(path, Kind.Length, length, []));

    /// <summary>Whatever happened to the file, its making included, is on the disk.</summary>
    public void Flush(string path) => Add(new(path, Kind.Flush, 0, []));

    public void Delete(string path) => Add(new(path, Kind.Delete, 0, []));

    /// <summary>What was made and deleted so far stays so.</summary>
    public void FlushFolder() => Add(new("", Kind.FlushFolder, 0, []));

    /// <summary>
    /// The files after a power loss at a moment. What was flushed is there. Of what was not, each 512 bytes reached the disk or did
    /// not, and of the file's length likewise. A file that was deleted may be there still, until the folder or one made anew under its
    /// name was flushed; the two are never mixed.
    /// </summary>
    public Dictionary<string, byte[]> Image(int moment, ref Load.Chance chance)
    {
        var image = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var steps = _steps.Take(moment).ToList();
        var folderFlushed = steps.FindLastIndex(step => step.Kind == Kind.FlushFolder);
        var lives = new Dictionary<string, List<Life>>(StringComparer.Ordinal);
        foreach (var (i, step) in steps.Index())
        {
            if (step.Kind == Kind.FlushFolder) continue;
            if (!lives.TryGetValue(step.Path, out var ofPath)) lives.Add(step.Path, ofPath = []);
            if (ofPath is not [.., { IsDeleted: false }]) ofPath.Add(new());
            ofPath[^1].Add(step, isCertain: i < folderFlushed);
        }
        foreach (var (path, ofPath) in lives)
            if (Pick(ofPath, ref chance) is { } content) image.Add(path, content);
        return image;
    }

    private static byte[]? Pick(List<Life> lives, ref Load.Chance chance)
    {
        for (var i = lives.Count - 1; i >= 0; i--)
        {
            var life = lives[i];
            if (life.IsDeleted && (life.IsDeletedForGood || chance.Next(2) == 0)) return null;
            if (life.IsMadeForGood || chance.Next(2) == 0) return Content(life.Steps, ref chance);
        }
        return null;
    }

    private static byte[] Content(List<Step> steps, ref Load.Chance chance)
    {
        var flushed = steps.FindLastIndex(step => step.Kind == Kind.Flush) + 1;
        var content = new List<byte>();
        // What was not flushed is lost whole, kept whole, or kept in part.
        var keep = chance.Next(5) switch { 0 => 0, 1 => 100, _ => chance.Next(101) };
        for (var i = 0; i < steps.Count; i++)
        {
            if (i < flushed) Apply(content, steps[i]);
            else if (steps[i].Kind == Kind.Write) Tear(content, steps[i], keep, ref chance);
            else if (chance.Next(100) < keep) Apply(content, steps[i]);
        }
        return [.. content];
    }

    private static void Tear(List<byte> content, Step step, int keep, ref Load.Chance chance)
    {
        for (var (at, end) = (0, 0); at < step.Bytes.Length; at = end)
        {
            end = (int)Math.Min(step.Bytes.Length, ((step.Offset + at) / Sector + 1) * Sector - step.Offset);
            if (chance.Next(100) < keep) Apply(content, step with { Offset = step.Offset + at, Bytes = step.Bytes[at..end] });
        }
    }

    private static void Apply(List<byte> content, Step step)
    {
        if (step.Kind == Kind.Write) Write(content, (int)step.Offset, step.Bytes);
        else if (step.Kind == Kind.Length) SetLength(content, (int)step.Offset);
    }

    public static void Write(List<byte> content, int offset, ReadOnlySpan<byte> bytes)
    {
        SetLength(content, Math.Max(content.Count, offset + bytes.Length));
        bytes.CopyTo(CollectionsMarshal.AsSpan(content)[offset..]);
    }

    public static void SetLength(List<byte> content, int length)
    {
        var old = content.Count;
        CollectionsMarshal.SetCount(content, length);
        if (old < length) CollectionsMarshal.AsSpan(content)[old..].Clear();
    }

    private void Add(Step step)
    {
        lock (_recording) _steps.Add(step);
    }

    /// <summary>A file from its making to its deletion.</summary>
    private sealed class Life
    {
        public List<Step> Steps { get; } = [];

        /// <summary>A new file is in its folder for certain once it or the folder has been flushed.</summary>
        public bool IsMadeForGood { get; private set; }

        public bool IsDeleted { get; private set; }

        public bool IsDeletedForGood { get; private set; }

        public void Add(Step step, bool isCertain)
        {
            Steps.Add(step);
            IsMadeForGood |= isCertain || step.Kind == Kind.Flush;
            if (step.Kind != Kind.Delete) return;
            (IsDeleted, IsDeletedForGood) = (true, isCertain);
        }
    }

    private sealed record Step(string Path, Kind Kind, long Offset, byte[] Bytes);
}
