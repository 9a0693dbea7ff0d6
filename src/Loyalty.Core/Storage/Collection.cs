namespace Loyalty;

/// <summary>A declared collection of records of one type: its name on disk, its keys and its codec.</summary>
public abstract class Collection
{
    private protected Collection(string name, KeyKind keys, bool appendOnly)
    {
        Name = name;
        Keys = keys;
        IsAppendOnly = appendOnly;
    }

    /// <summary>Name on disk: lower-case letters and underscores.</summary>
    public string Name { get; }

    /// <summary>How its keys are compared.</summary>
    public KeyKind Keys { get; }

    /// <summary>Whether records are only ever added; a store refuses to change or remove them.</summary>
    public bool IsAppendOnly { get; }

    /// <summary>Reads a record. A store that keeps bytes calls this on what <see cref="Encode"/> wrote.</summary>
    public abstract object Decode(ReadOnlySpan<byte> bytes);

    /// <summary>Writes a record.</summary>
    public abstract void Encode(object record, RecordWriter writer);

    /// <summary>What a store in memory keeps of a record: itself, or its bytes where it is seldom asked for again.</summary>
    internal abstract object ToKept(object record, RecordWriter scratch);

    /// <summary>The record of what a store in memory keeps.</summary>
    internal abstract object OfKept(object kept);
}

/// <summary>What a store in memory keeps of the records of a collection.</summary>
internal enum KeptInMemory
{
    /// <summary>The record as it is: what commands ask for again and again.</summary>
    Record,

    /// <summary>Its bytes: one object in place of many, which the collector would follow and move.</summary>
    Bytes,
}

/// <summary>Reads a record from its bytes.</summary>
internal delegate T RecordDecoder<out T>(ref RecordReader reader);

/// <summary>A declared collection of <typeparamref name="T"/>.</summary>
internal sealed class Collection<T> : Collection where T : class
{
    private readonly RecordDecoder<T> _decode;
    private readonly Action<T, RecordWriter> _encode;
    private readonly KeptInMemory _kept;
    private readonly Func<T, byte[]>? _bytes;

    /// <param name="name">See <see cref="Collection.Name"/>.</param>
    /// <param name="keys">See <see cref="Collection.Keys"/>.</param>
    /// <param name="decode">Reads a record.</param>
    /// <param name="encode">Writes it.</param>
    /// <param name="appendOnly">See <see cref="Collection.IsAppendOnly"/>.</param>
    /// <param name="kept">What a store in memory keeps.</param>
    /// <param name="bytes">The bytes of a record that has them at hand; they never change.</param>
    internal Collection(
        string name, KeyKind keys, RecordDecoder<T> decode, Action<T, RecordWriter> encode, bool appendOnly = false, KeptInMemory kept = KeptInMemory.Record, Func<T, byte[]>? bytes = null)
        : base(name, keys, appendOnly)
    {
        _decode = decode;
        _encode = encode;
        _kept = kept;
        _bytes = bytes;
    }

    public override object Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(IsAppendOnly ? bytes : Checksum.Checked(bytes, Name));
        try
        {
            return _decode(ref reader);
        }
        catch (Exception damage) when (damage is OverflowException or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // A changed byte can make figures that no record has.
            throw new StoreException(StoreFault.Corrupt, $"A record of {Name} cannot be read: the file is damaged.", damage);
        }
    }

    public override void Encode(object record, RecordWriter writer)
    {
        var start = writer.Length;
        _encode((T)record, writer);
        // What is only ever added is the journal, whose hash chain says more than a checksum.
        if (!IsAppendOnly) writer.Fixed32(Checksum.Of(writer.Written[start..]));
    }

    internal override object ToKept(object record, RecordWriter scratch)
    {
        if (_kept == KeptInMemory.Record) return record;
        if (_bytes is not null) return _bytes((T)record);
        scratch.Clear();
        Encode(record, scratch);
        return scratch.ToArray();
    }

    internal override object OfKept(object kept) => _kept == KeptInMemory.Record ? kept : Decode((byte[])kept);
}
