namespace Loyalty;

/// <summary>Opening an engine on a SQLite file.</summary>
public static class SqliteLoyaltyOptions
{
    /// <summary>Keeps everything in one SQLite file, which is made when it does not exist.</summary>
    /// <param name="options">The engine's options.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="configure">Changes the store's own options.</param>
    /// <exception cref="LoyaltyOptionsException">The store's own options cannot be used.</exception>
    public static LoyaltyOptions UseSqlite(this LoyaltyOptions options, string path, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var store = new SqliteStoreOptions { Path = path };
        configure?.Invoke(store);
        var faults = store.Faults().ToArray();
        return faults.Length > 0 ? throw new LoyaltyOptionsException(faults) : options.UseStore(collections => SqliteStore.Open(store, collections));
    }
}
