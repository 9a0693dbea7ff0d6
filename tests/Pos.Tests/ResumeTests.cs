using System.Security.Cryptography;
using Pos.Import;

namespace Pos.Tests;

/// <summary>The staging file, and what happens when a run is cut short.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Shop _shop = new();

    public ResumeTests() =>
        _shop.Rows(Enumerable.Range(0, 3_500).Select(i => $"m{i % 50},b{i:D4},2024-01-01 10:{i % 60:D2},s,p,1,{i % 11}.25,0").Append("m,b,x,s,p,1,1,0"));

    [Fact]
    public async Task The_staging_file_is_named_by_input_and_mapping_and_private_and_goes_at_the_end()
    {
        await KillAsync(batches: 1);

        var input = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_shop.Input)));
        var name = $"loyalty.db.import-{input[..16]}-{_shop.Map.Hash()[..16]}.db";
        Assert.Contains(name, _shop.StagingFiles);
        Assert.All(_shop.StagingFiles, file => AssertPrivate(Path.Combine(_shop.Folder, file)));

        await _shop.ImportedAsync();

        Assert.Equal(["export.csv", "export.csv.rejected.csv"], _shop.Files);
        AssertPrivate(_shop.RejectedPath);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Killed_and_started_again_it_ends_as_if_it_had_run_through(bool resumable, bool keepsLastBatch)
    {
        _shop.Sink = resumable ? new FakeResumableSink() : new FakeSink();
        _shop.Sink.KeepsLastBatch = keepsLastBatch;
        await KillAsync(batches: 2);
        Assert.Equal(keepsLastBatch ? 3_000 : 2_000, _shop.Sink.Bills.Count);
        _shop.Sink.Batches.Clear();
        _shop.Json = true;

        await _shop.ImportedAsync();

        // Without marks, or for the batch that was kept and not acknowledged, the engine recognises what it has.
        Assert.Equal(resumable ? [1_000, 500] : [1_000, 1_000, 1_000, 500], _shop.Sink.Batches);
        Assert.Equal(3_500, _shop.Sink.Bills.Count);
        using var straight = new Shop { Json = true };
        File.Copy(_shop.Input, straight.Input);
        await straight.ImportedAsync();
        Assert.Equal(Json(straight), Json(_shop));
        Assert.Equal(straight.Sink.Bills.Select(FakeSink.Content), _shop.Sink.Bills.Select(FakeSink.Content));
        Assert.Equal(straight.Rejected, _shop.Rejected);
    }

    [Fact]
    public async Task A_checkpoint_is_not_trusted_when_the_data_is_gone()
    {
        _shop.Sink = new FakeResumableSink();
        await KillAsync(batches: 2);

        _shop.Sink = new FakeResumableSink(); // somebody deleted the data file and left the staging file
        await _shop.ImportedAsync();

        Assert.Equal(3_500, _shop.Sink.Bills.Count);
    }

    [Fact]
    public async Task What_was_refused_before_a_kill_is_still_reported_after_it()
    {
        _shop.Sink = new FakeResumableSink();
        _shop.Sink.Blocked.Add("m7");
        await KillAsync(batches: 2);

        await _shop.ImportedAsync();

        Assert.Equal(3_430, _shop.Sink.Bills.Count);
        Assert.Equal(71, _shop.Rejected.Count);
    }

    [Fact]
    public async Task A_finished_stage_is_used_again_and_a_broken_or_half_made_one_is_not()
    {
        await KillAsync(batches: 0);
        var file = Path.Combine(_shop.Folder, Assert.Single(_shop.StagingFiles));
        var made = File.GetCreationTimeUtc(file);
        await KillAsync(batches: 0);
        Assert.Equal(made, File.GetCreationTimeUtc(file));

        File.Move(file, file + ".tmp");
        await File.WriteAllTextAsync(file, "not a database");
        await _shop.ImportedAsync();

        Assert.Equal(3_500, _shop.Sink.Bills.Count);
        Assert.Empty(_shop.StagingFiles);
    }

    [Fact]
    public async Task Another_mapping_is_staged_anew()
    {
        await KillAsync(batches: 0);
        _shop.Map = _shop.Map with { Zone = "Europe/London" };

        await _shop.ImportedAsync();

        // The one for the other mapping stays, and the report says so.
        Assert.Contains($"Left by an import that was not finished: {Path.Combine(_shop.Folder, Assert.Single(_shop.StagingFiles))}", _shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_at_the_same_time_is_turned_away()
    {
        using var other = StagingPlace.Choose(
            _shop.Data, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_shop.Input))), _shop.Map.Hash());

        Assert.Equal(1, await _shop.ImportAsync());
        Assert.StartsWith("Another import of this file is under way", _shop.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_counts_everything()
    {
        _shop.DryRun = true;
        _shop.Json = true;
        await _shop.ImportedAsync();

        Assert.Equal(["export.csv"], _shop.Files);
        Assert.Equal(3_500, _shop.Sink.Bills.Count);
        Assert.Contains("time is not readable", _shop.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written." + Environment.NewLine + """{"rows":3501,"bills":3500,"members":50,"amount":"18366.00","points":"17491","rejected":1}""" + Environment.NewLine, _shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_memory_leaves_only_the_rejected_rows()
    {
        _shop.InMemory = true;
        await _shop.ImportedAsync();

        Assert.Equal(["export.csv", "export.csv.rejected.csv"], _shop.Files);
        Assert.Equal(3_500, _shop.Sink.Bills.Count);
    }

    [Fact]
    public async Task Ctrl_C_stops_between_batches_and_says_how_to_go_on()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Assert.Equal(130, await _shop.ImportAsync(stop.Token));
        Assert.Contains("Run the same command again to go on.", _shop.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _shop.Dispose();

    private static void AssertPrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    private static string Json(Shop shop) => shop.Output.TrimEnd().Split('\n')[^1];

    private async Task KillAsync(int batches)
    {
        _shop.Sink.DiesAfter = batches;
        await Assert.ThrowsAsync<KilledException>(() => _shop.ImportAsync());
        _shop.Sink.DiesAfter = null;
    }
}
