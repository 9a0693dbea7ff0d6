namespace Loyalty;

/// <summary>Opening an engine on a LiteDB file.</summary>
public static class LiteDbLoyaltyOptions
{
    /// <summary>Keeps everything in one LiteDB file, which is made when it does not exist.</summary>
    /// <param name="options">The engine's options.</param>
    /// <param name="path">Path of the file.</param>
    /// <param name="configure">Changes the store's own options.</param>
    public static LoyaltyOptions UseLiteDb(this LoyaltyOptions options, string path, Action<LiteDbStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return options.UseStore(collections =>
        {
            var store = new LiteDbStoreOptions { Path = path };
            configure?.Invoke(store);
            return LiteDbStore.Open(store, collections);
        });
    }
}
