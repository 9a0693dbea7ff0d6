namespace Loyalty.Testing;

/// <summary>What a store can do beyond the port, as far as the suite tests it.</summary>
[Flags]
public enum StoreFeatures
{
    /// <summary>Only the port.</summary>
    None = 0,

    /// <summary>Its data outlive the store object: <see cref="IStoreFixture.Reopen"/>.</summary>
    Reopen = 1,

    /// <summary>It can be copied while it is in use: <see cref="IStoreFixture.Copy"/>.</summary>
    Copy = 2,

    /// <summary>Several store objects, as of several processes, work on the same data: <see cref="IStoreFixture.OpenSecond"/>.</summary>
    SharedData = 4,

    /// <summary>Read views open while a write view is open, and commits go on while read views are open.</summary>
    ConcurrentReads = 8,

    /// <summary>It is an <see cref="ILatestStore"/>.</summary>
    LatestReads = 16,

    /// <summary>
    /// Its data are one file, and it is an <see cref="IBackupStore"/> and an <see cref="IIntegrityStore"/>: <see cref="IStoreFixture.NewPath"/>
    /// and <see cref="IStoreFixture.OpenFile"/>.
    /// </summary>
    File = 32,

    /// <summary>Its disk can be made full and be given room again: <see cref="IStoreFixture.FillDisk"/> and <see cref="IStoreFixture.FreeDisk"/>.</summary>
    FullDisk = 64,

    /// <summary>Its files tell of which version they are: <see cref="IStoreFixture.MarkNewer"/>.</summary>
    NewerVersion = 128,

    /// <summary>One store has a file; whoever opens it beside is refused with <see cref="StoreFault.Busy"/>.</summary>
    Exclusive = 256,

    /// <summary>Another process can be started on a file: <see cref="IStoreFixture.RunProcess"/>.</summary>
    OtherProcess = 512,

    /// <summary>All that the suite knows of.</summary>
    All = Reopen | Copy | SharedData | ConcurrentReads | LatestReads | File | FullDisk | NewerVersion | Exclusive | OtherProcess,
}

/// <summary>
/// Makes the stores of one run of a case. Every store is opened with <see cref="StoreContract.Collections"/>. The case disposes
/// the stores; disposing the fixture removes what they leave behind.
/// </summary>
public interface IStoreFixture : IDisposable
{
    /// <summary>What the store under test can do beyond the port.</summary>
    StoreFeatures Features { get; }

    /// <summary>A new, empty store.</summary>
    IRecordStore Create();

    /// <summary>Disposes the store and opens its data again (a store in memory: a copy).</summary>
    IRecordStore Reopen(IRecordStore store);

    /// <summary>Copies the store, which may be in use, and opens the copy.</summary>
    IRecordStore Copy(IRecordStore store);

    /// <summary>Opens a second store object on the same data, as another process would.</summary>
    IRecordStore OpenSecond(IRecordStore store);

    /// <summary>A path in a folder of the fixture's, where there is no file yet.</summary>
    string NewPath() => throw new NotSupportedException();

    /// <summary>Opens a store on a file, or makes it.</summary>
    /// <param name="path">Path of the file.</param>
    IRecordStore OpenFile(string path) => throw new NotSupportedException();

    /// <summary>Leaves the store no room on its disk for more than it has there.</summary>
    /// <param name="store">A store that <see cref="Create"/> or <see cref="OpenFile"/> gave.</param>
    void FillDisk(IRecordStore store) => throw new NotSupportedException();

    /// <summary>Gives the store room on its disk again.</summary>
    /// <param name="store">A store whose disk was made full.</param>
    void FreeDisk(IRecordStore store) => throw new NotSupportedException();

    /// <summary>Makes a file one of a version that is yet to come.</summary>
    /// <param name="path">Path of a file that no store has open.</param>
    void MarkNewer(string path) => throw new NotSupportedException();

    /// <summary>
    /// Starts another process, which calls <see cref="StoreContract.CountUp"/> with a store on the file and ends with what that gives; waits for
    /// its end and gives the same.
    /// </summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="times">How often it counts.</param>
    int RunProcess(string path, int times) => throw new NotSupportedException();
}

/// <summary>A store, or the ledger on it, does not do what is promised.</summary>
public sealed class ContractViolationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ContractViolationException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>One promise of the storage port, and how to check it.</summary>
public sealed class StoreCase
{
    private readonly Action<StoreTrial> _check;

    internal StoreCase(string name, Action<StoreTrial> check, StoreFeatures needs = StoreFeatures.None)
    {
        Name = name;
        Needs = needs;
        _check = check;
    }

    /// <summary>The promise.</summary>
    public string Name { get; }

    /// <summary>What the fixture must support for the case to make sense.</summary>
    public StoreFeatures Needs { get; }

    /// <summary>Checks the promise on a fresh store.</summary>
    /// <exception cref="ContractViolationException">The store breaks it.</exception>
    /// <exception cref="NotSupportedException">The fixture lacks what the case needs; see <see cref="StoreContract.CasesFor"/>.</exception>
    public void Run(IStoreFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        if (!fixture.Features.HasFlag(Needs)) throw new NotSupportedException($"'{Name}' needs {Needs}; the fixture supports {fixture.Features}.");
        using var trial = new StoreTrial(fixture);
        _check(trial);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// What every store must do, as named cases that any test framework can run: for each of <see cref="CasesFor"/>, make a fixture,
/// run the case, dispose the fixture.
/// </summary>
public static class StoreContract
{
    /// <summary>The collections of the suite; a fixture opens its stores with them.</summary>
    public static IReadOnlyList<Collection> Collections { get; } =
        [StoreTrial.Numbers, StoreTrial.Names, StoreTrial.Additions, StoreTrial.Log];

    /// <summary>Every case.</summary>
    public static IEnumerable<StoreCase> Cases { get; } =
    [
        .. RecordCases.All, .. ScanCases.All, .. CommitCases.All, .. SnapshotCases.All, .. WriterCases.All, .. LifetimeCases.All, .. FileCases.All,
        .. RestoreCases.All, .. DiskCases.All, .. ProcessCases.All,
    ];

    /// <summary>
    /// The cases that a store must pass. Of each feature it is said whether the store has it, so that none goes untested because nobody thought
    /// of it: a feature that the suite learns later is asked for, too.
    /// </summary>
    /// <param name="has">What the store has; its cases are among those given.</param>
    /// <param name="hasNot">What it has not, on purpose.</param>
    /// <exception cref="ArgumentException">A feature is in both, or in neither.</exception>
    public static IEnumerable<StoreCase> CasesFor(StoreFeatures has, StoreFeatures hasNot)
    {
        if ((has & hasNot) is not StoreFeatures.None and var both) throw new ArgumentException($"The store cannot have {both} and not have it.", nameof(hasNot));
        if ((StoreFeatures.All & ~(has | hasNot)) is not StoreFeatures.None and var unsaid) throw new ArgumentException($"Say whether the store has {unsaid}.", nameof(hasNot));
        return Cases.Where(storeCase => has.HasFlag(storeCase.Needs));
    }

    /// <summary>What the process of <see cref="IStoreFixture.RunProcess"/> does: adds one to a number in the store, so many times.</summary>
    /// <param name="open">Opens the store, with <see cref="Collections"/>.</param>
    /// <param name="times">How often.</param>
    /// <returns>What the process ends with: 0, or 100 and the number of the <see cref="StoreFault"/> that kept it.</returns>
    public static int CountUp(Func<IRecordStore> open, int times)
    {
        ArgumentNullException.ThrowIfNull(open);
        try
        {
            using var store = open();
            for (var i = 0; i < times; i++) StoreTrial.Increment(store, ProcessCases.Counter);
            return 0;
        }
        catch (StoreException failure)
        {
            return ProcessCases.CodeOf(failure.Fault);
        }
    }
}
