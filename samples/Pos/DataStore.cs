using Loyalty;

namespace Pos;

/// <summary>What keeps the data file: SQLite or LiteDB. A file that exists says it itself.</summary>
internal static class DataStore
{
    public const string Sqlite = "sqlite";
    public const string LiteDb = "litedb";
    public const string Memory = "memory";

    private const int Head = 64;

    /// <summary>Opens the file with the store that is named; else with the one that made it; a new file is SQLite's.</summary>
    public static LoyaltyOptions UseFile(this LoyaltyOptions options, string path, string? store = null) =>
        (store ?? (IsLiteDb(path) ? LiteDb : Sqlite)) == LiteDb ? options.UseLiteDb(path) : options.UseSqlite(path);

    public static bool IsLiteDb(string path)
    {
        if (!File.Exists(path)) return false;
        Span<byte> head = stackalloc byte[Head];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head && head[32..].StartsWith("** This is a LiteDB file **"u8);
    }
}
