using LiteDB;
using LiteDB.Engine;

namespace Loyalty;

/// <summary>
/// What a file of this adapter looks like, and how a new or older one becomes so: our mark in LiteDB's USER_VERSION, and every collection made
/// beforehand.
/// </summary>
/// <param name="steps">The first turns version 1 into 2, and so on. All that a file needs, and the mark, are one commit of the file.</param>
internal sealed class LiteDbFormat(params Action<LiteEngine>[] steps)
{
    private const int Application = 0x4C6F79; // "Loy"; the last byte is the version
    private const string Pragma = "USER_VERSION";

    /// <summary>The format of this library.</summary>
    /// <remarks>From version 2 on a configuration may be stored as what it changes in the one before: nothing to bring over, but no older library can read it.</remarks>
    public static LiteDbFormat Present { get; } = new(static _ => { });

    /// <summary>This format and steps that lead on from it.</summary>
    public LiteDbFormat Then(params Action<LiteEngine>[] more) => new([.. steps, .. more]);

    public int Version => steps.Length + 1;

    /// <summary>Refuses what LiteDB would take for a file still to be made, or would fail on in its own words.</summary>
    public static void CheckHead(PagedFile file, string path)
    {
        if (file.PageCount == 0) return;
        var head = new byte[PagedFile.PageSize];
        file.Read(0, head);
        if (!head.AsSpan(32).StartsWith("** This is a LiteDB file **"u8) || head[59] != 8)
            throw LiteDbFault.Exception(StoreFault.NotADatabase, path, "it is no LiteDB file of version 5 without a password");
    }

    /// <summary>Refuses a file of another application or version; answers whether the file has neither mark nor collection.</summary>
    public bool IsNew(LiteEngine engine, string path)
    {
        var mark = engine.Pragma(Pragma).AsInt32;
        if (mark == 0 && !engine.GetCollectionNames().Any()) return true;
        if (mark >> 8 != Application)
            throw LiteDbFault.Exception(StoreFault.NotADatabase, path, $"a LiteDB file, but of another application ({Pragma} {mark})");
        if ((mark & 0xFF) is var version && (version < 1 || version > Version))
            throw LiteDbFault.Exception(StoreFault.WrongVersion, path, $"it has format version {version}; this library reads version {Version}.");
        return false;
    }

    /// <summary>Brings the file to the present version and makes what it lacks. Two collections that LiteDB makes on the way, at once, can damage a file; here they are made before anyone writes.</summary>
    public void Complete(LiteEngine engine, string path, IReadOnlyList<Collection> collections)
    {
        if (IsNew(engine, path)) Mark(engine, Version);
        for (var version = engine.Pragma(Pragma).AsInt32 & 0xFF; version < Version; version++)
        {
            steps[version - 1](engine);
            Mark(engine, version + 1);
        }
        var present = engine.GetCollectionNames().ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var collection in collections)
        {
            if (present.Contains(collection.Name)) continue;
            // LiteDB makes a collection at its first record.
            BsonValue key = collection.Keys == KeyKind.Number ? 0L : Array.Empty<byte>();
            engine.Insert(collection.Name, [new BsonDocument { ["_id"] = key }], BsonAutoId.ObjectId);
            engine.Delete(collection.Name, [key]);
        }
    }

    private static void Mark(LiteEngine engine, int version) => engine.Pragma(Pragma, (Application << 8) | version);
}
