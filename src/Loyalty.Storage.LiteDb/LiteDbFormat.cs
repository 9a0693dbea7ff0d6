using LiteDB;
using LiteDB.Engine;

namespace Loyalty;

/// <summary>What a file of this adapter looks like: our mark in LiteDB's USER_VERSION, and every collection made beforehand.</summary>
internal static class LiteDbFormat
{
    public const int Version = 1;

    private const int Application = 0x4C6F79; // "Loy"; the last byte is the version
    private const string Pragma = "USER_VERSION";

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
    public static bool IsNew(LiteEngine engine, string path)
    {
        var mark = engine.Pragma(Pragma).AsInt32;
        if (mark == 0 && !engine.GetCollectionNames().Any()) return true;
        if (mark >> 8 != Application)
            throw LiteDbFault.Exception(StoreFault.NotADatabase, path, $"a LiteDB file, but of another application ({Pragma} {mark})");
        if ((mark & 0xFF) != Version)
            throw LiteDbFault.Exception(StoreFault.WrongVersion, path, $"it has format version {mark & 0xFF}; this library reads version {Version}.");
        return false;
    }

    /// <summary>Makes what the file lacks. Two collections that LiteDB makes on the way, at once, can damage a file; here they are made before anyone writes.</summary>
    public static void Complete(LiteEngine engine, string path, IReadOnlyList<Collection> collections)
    {
        if (IsNew(engine, path)) engine.Pragma(Pragma, (Application << 8) | Version);
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
}
