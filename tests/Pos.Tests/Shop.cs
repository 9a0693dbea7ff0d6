using System.Text;
using NodaTime;
using NodaTime.Testing;
using Pos.Import;

namespace Pos.Tests;

/// <summary>A folder with a shop's export and a data file's place, and a run of the import over them.</summary>
internal sealed class Shop : IDisposable
{
    public const string Columns = "member=member,bill=bill,time=time,store=store,sku=sku,quantity=quantity,amount=amount,discount=discount";
    public const string Header = "member,bill,time,store,sku,quantity,amount,discount";

    public static readonly Instant Now = Instant.FromUtc(2026, 6, 1, 12, 0);

    public string Folder { get; } = Directory.CreateTempSubdirectory("pos-tests-").FullName;

    public string Input => Path.Combine(Folder, "export.csv");

    public string Data => Path.Combine(Folder, "loyalty.db");

    public string RejectedPath => Input + ".rejected.csv";

    public ColumnMap Map { get; set; } = ColumnMap.FromColumns(Columns);

    public FakeSink Sink { get; set; } = new();

    public bool DryRun { get; set; }

    public bool Json { get; set; }

    public bool InMemory { get; set; }

    /// <summary>Whether the sink was ever opened: an engine would have made its data file then.</summary>
    public bool Opened { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> StagingFiles => [.. Files.Where(file => file.Contains(".import-", StringComparison.Ordinal))];

    /// <summary>Lines of the rejected file below its header.</summary>
    public IReadOnlyList<string> Rejected => File.Exists(RejectedPath) ? File.ReadAllLines(RejectedPath)[1..] : [];

    public Shop Write(params IEnumerable<string> lines)
    {
        File.WriteAllText(Input, string.Concat(lines.Select(line => line + "\n")), new UTF8Encoding(false));
        return this;
    }

    /// <summary>Writes rows of the usual columns.</summary>
    public Shop Rows(params IEnumerable<string> rows) => Write(rows.Prepend(Header));

    public async Task<int> ImportAsync(CancellationToken ct = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var options = new ImportOptions { InputFile = Input, Map = Map, DataFile = InMemory ? null : Data, DryRun = DryRun, Json = Json };
        var command = new ImportCommand(options, Open, output, error, new FakeClock(Now), NoProgress.Instance);
        try
        {
            return await command.RunAsync(ct);
        }
        finally
        {
            Output = output.ToString();
            Error = error.ToString();
        }

        ValueTask<IBillSink> Open(CancellationToken _)
        {
            Opened = true;
            return ValueTask.FromResult<IBillSink>(Sink);
        }
    }

    public async Task<Shop> ImportedAsync()
    {
        Assert.True(await ImportAsync() == 0, Error);
        return this;
    }

    /// <summary>Runs an import that must fail, and answers what it said.</summary>
    public async Task<string> FaultAsync()
    {
        Assert.Equal(1, await ImportAsync());
        Assert.False(Opened);
        Assert.Empty(StagingFiles);
        Assert.False(File.Exists(RejectedPath));
        return Error.TrimEnd();
    }

    /// <summary>Runs an import of a file that is all rejected, and answers what it said.</summary>
    public async Task<string> NothingAsync()
    {
        Assert.Equal(1, await ImportAsync());
        Assert.Empty(StagingFiles);
        Assert.StartsWith("Nothing was imported: ", Error, StringComparison.Ordinal);
        return Error.TrimEnd();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
