using Loyalty.Testing;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Tests;

/// <summary>What is the same of the files of each adapter.</summary>
public abstract class FileTests : IDisposable
{
    private readonly string[] _beside;

    /// <param name="folder">A folder of the adapter's files.</param>
    /// <param name="beside">What its file has beside it while it is open, as endings of the path.</param>
    private protected FileTests(StoreFolder folder, params string[] beside)
    {
        Folder = folder;
        _beside = beside;
    }

    private protected StoreFolder Folder { get; }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5000)]
    [InlineData(3 * 8192)]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_was(int length)
    {
        var path = Folder.NewPath();
        var content = new byte[length];
        Array.Fill(content, (byte)'x');
        File.WriteAllBytes(path, content);
        Assert.Equal(StoreFault.NotADatabase, Refusal(path).Fault);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_folder_cannot_be_opened_and_neither_can_a_file_in_a_folder_that_is_missing()
    {
        var path = Folder.NewPath();
        Directory.CreateDirectory(path);
        Assert.Equal(StoreFault.Io, Refusal(path).Fault);
        Assert.Equal(StoreFault.Io, Refusal(Path.Combine(path, "missing", "a.db")).Fault);
    }

    [Fact]
    public void Files_are_made_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = Folder.NewPath();
        using var store = Folder.OpenStore(path);
        Commit(store, Put(Numbers, Key(1), "1"));
        var copy = Folder.NewPath();
        ((IBackupStore)store).Backup(copy);
        foreach (var file in (string[])[path, .. _beside.Select(ending => path + ending), copy])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_closed_store_leaves_one_file()
    {
        var path = Folder.NewPath();
        using (var store = Folder.OpenStore(path))
        {
            Commit(store, Put(Numbers, Key(1), "1"));
            store.OpenRead().Dispose();
            foreach (var ending in _beside) Assert.True(File.Exists(path + ending));
        }
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_backup_refuses_a_path_that_exists_and_leaves_the_file_there()
    {
        var path = Folder.NewPath();
        using var store = Folder.OpenStore(path);
        var target = Folder.NewPath();
        File.WriteAllText(target, "kept");
        Assert.Equal(StoreFault.Io, Assert.Throws<StoreException>(() => ((IBackupStore)store).Backup(target)).Fault);
        Assert.Equal("kept", File.ReadAllText(target));
        Assert.Equal(StoreFault.Io, Assert.Throws<StoreException>(() => ((IBackupStore)store).Backup(path)).Fault);
        Commit(store, Put(Numbers, Key(1), "still works"));
    }

    [Fact]
    public void Names_that_are_no_names_of_collections_and_names_used_twice_are_refused()
    {
        var path = Folder.NewPath();
        foreach (var name in (string[])["", "Upper", "a b", "$x", "a1", "\u00e9", "sqlite_x", new('a', 61)])
            Assert.Throws<ArgumentException>(() => Folder.OpenStore(path, [Named(name)]));
        Assert.Throws<ArgumentException>(() => Folder.OpenStore(path, [Named("twice"), Named("twice")]));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_collection_may_be_added_when_the_file_is_opened_again()
    {
        var path = Folder.NewPath();
        var (first, later) = (Named("first"), Named("later"));
        using (var store = Folder.OpenStore(path, [first])) Commit(store, new Change(first, Key(1), "1"));
        using (var store = Folder.OpenStore(path, [later, first]))
        {
            Commit(store, new Change(later, Key(1), "2"));
            using var view = store.OpenRead();
            Assert.Equal("1", view.Find(first, Key(1)));
            Assert.Equal("2", view.Find(later, Key(1)));
            Assert.Throws<ArgumentException>(() => view.Find(Named("first"), Key(1)));
        }
    }

    private protected static Collection<string> Named(string name) =>
        new(name, KeyKind.Number, (ref RecordReader reader) => reader.Text()!, (record, writer) => writer.Text(record));

    private protected StoreException Refusal(string path) => Assert.Throws<StoreException>(() => Folder.OpenStore(path));
}
