using System.Diagnostics;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Pos.Import;

/// <summary>
/// <c>import FILE</c>: check the file, stage and sort it, send its bills in order of time, report. The data is opened
/// only when the file has been staged, so a file that cannot be used leaves nothing behind.
/// </summary>
internal sealed class ImportCommand(
    ImportOptions options, Func<CancellationToken, ValueTask<IBillSink>> openSink, TextWriter output, TextWriter error, IClock clock, IImportProgress progress)
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Stopped = 130; // what a shell says of a program that was interrupted

    /// <summary>Answers the exit code. Rejected rows are reported, not a failure, unless none is left.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        try
        {
            var report = await ImportAsync(ct).ConfigureAwait(false);
            report.WriteText(output);
            if (options.Json)
            {
                await output.WriteLineAsync(report.ToJson()).ConfigureAwait(false);
            }

            if (report.Nothing is { } nothing)
            {
                await error.WriteLineAsync(nothing).ConfigureAwait(false);
                return Failed;
            }

            return Done;
        }
        catch (ImportException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return Failed;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped. Run the same command again to go on.").ConfigureAwait(false);
            return Stopped;
        }
    }

    private async Task<ImportReport> ImportAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        options.Map.Validate();
        using var input = InputFile.Open(options.InputFile, progress, ct);
        var binding = ColumnBinding.Bind(input, options.Map);
        var mapHash = options.Map.Hash();
        var keep = options.DryRun ? null : options.DataFile;
        using var place = StagingPlace.Choose(keep, input.Hash, mapHash);

        ImportReport report;
        using (var staging = Stage(input, binding, place, mapHash, ct))
        {
            var (totals, resumed) = await SendAsync(staging, ct).ConfigureAwait(false);
            staging.RejectRefused();
            var reasons = staging.Reasons();
            report = new ImportReport
            {
                InputFile = options.InputFile,
                DryRun = options.DryRun,
                Zone = options.Map.Zone,
                Currency = options.Map.Currency,
                Facts = staging.Facts,
                Totals = totals,
                Members = staging.CountMembers(),
                Reasons = reasons,
                RejectedFile = options.DryRun ? null : WriteRejected(input, binding, staging, reasons),
                Resumed = resumed,
                LeftBehind = keep is null ? [] : place.Others(keep),
            };
        }

        place.DeleteFinished();
        return report with { Elapsed = watch.Elapsed };
    }

    private Staging Stage(InputFile input, ColumnBinding binding, StagingPlace place, string mapHash, CancellationToken ct)
    {
        if (Staging.TryOpen(place.File, input.Hash, mapHash) is { } earlier)
        {
            return earlier;
        }

        place.DeleteUnfinished();
        place.DeleteFinished();
        try
        {
            var times = new TimeReader(options.Map, clock.GetCurrentInstant());
            using var writer = new StagingWriter(place.Unfinished, rowIsBill: !options.Map.HasBills);
            var rows = Read(input, binding, times, writer, ct);
            input.EnsureUnchanged();
            progress.Begin("Sorting", 0, "rows");
            writer.Sort();
            ct.ThrowIfCancellationRequested();
            writer.Finish(input.Hash, mapHash, rows, times);
        }
        catch (SqliteException e)
        {
            place.DeleteUnfinished();
            throw new ImportException($"The staging file {place.Unfinished} cannot be written: {e.Message}", e);
        }
        catch
        {
            place.DeleteUnfinished();
            throw;
        }

        // On disk before it bears its name: a name that is there after a power cut means a file that is whole.
        using (var handle = File.OpenHandle(place.Unfinished, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(place.Unfinished, place.File, overwrite: true);
        return Staging.TryOpen(place.File, input.Hash, mapHash)
            ?? throw new InvalidOperationException($"{place.File} cannot be read back.");
    }

    private long Read(InputFile input, ColumnBinding binding, TimeReader times, StagingWriter writer, CancellationToken ct)
    {
        progress.Begin("Reading", input.Length, "bytes");
        using var text = new CsvText(input, binding.Delimiter);
        text.Read(); // the header
        var reader = new RowReader(binding, options.Map, times);
        var row = new StagedRow();
        var rows = 0L;
        while (text.Read())
        {
            if (reader.Read(text, row) is { } reason)
            {
                writer.Reject(text.Line, reason);
            }
            else
            {
                writer.Add(text.Line, row);
            }

            if (++rows % 1_000 == 0)
            {
                ct.ThrowIfCancellationRequested();
                progress.At(input.Position);
            }
        }

        return rows;
    }

    private async Task<(ImportTotals Totals, bool Resumed)> SendAsync(Staging staging, CancellationToken ct)
    {
        if (staging.Facts.Bills == 0)
        {
            // Nothing to send: no data is opened, and no data file made, for it.
            return (ImportTotals.None, false);
        }

        var sink = await openSink(ct).ConfigureAwait(false);
        try
        {
            var start = await StartAsync(staging, sink, ct).ConfigureAwait(false);
            var totals = start;
            progress.Begin("Importing", staging.Facts.Bills, "bills");
            for (var batch = staging.Next(totals.Seq); batch.Bills.Count > 0;)
            {
                ct.ThrowIfCancellationRequested();
                // The next batch is read while the engine decides and writes this one; the stage itself is written only when both are done.
                var last = batch.Seqs[^1];
                var reading = Task.Run(() => staging.Next(last), CancellationToken.None);
                IReadOnlyList<BillResult> results;
                StagedBatch next;
                try
                {
                    results = await sink.AddAsync(batch.Bills, ct).ConfigureAwait(false);
                }
                finally
                {
                    next = await reading.ConfigureAwait(false);
                }

                totals = await AcknowledgeAsync(staging, sink, batch, results, totals, ct).ConfigureAwait(false);
                progress.At(totals.Seq);
                batch = next;
            }

            return (totals, start.Seq > 0);
        }
        finally
        {
            if (sink is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<ImportTotals> StartAsync(Staging staging, IBillSink sink, CancellationToken ct)
    {
        var checkpoint = staging.Checkpoint();
        if (checkpoint.Seq == 0
            || (sink is IResumableSink resumable && checkpoint.Mark is { } mark && await resumable.HoldsAsync(mark, ct).ConfigureAwait(false)))
        {
            return checkpoint;
        }

        staging.StartOver();
        return ImportTotals.None;
    }

    private static async Task<ImportTotals> AcknowledgeAsync(
        Staging staging, IBillSink sink, StagedBatch batch, IReadOnlyList<BillResult> results, ImportTotals totals, CancellationToken ct)
    {
        if (results.Count != batch.Bills.Count)
        {
            throw new InvalidOperationException($"{batch.Bills.Count} bills were sent and {results.Count} answered.");
        }

        totals = totals with { Seq = batch.Seqs[^1] };
        for (var i = 0; i < results.Count; i++)
        {
            totals = results[i] is { Accepted: true } result
                ? totals with
                {
                    Bills = totals.Bills + 1,
                    Replayed = totals.Replayed + (result.Replayed ? 1 : 0),
                    NewMembers = totals.NewMembers + (result is { NewMember: true, Replayed: false } ? 1 : 0),
                    Amount = totals.Amount + batch.Bills[i].Amount,
                    Points = totals.Points + result.Points,
                }
                : totals;
        }

        totals = totals with { Mark = sink is IResumableSink resumable ? await resumable.MarkAsync(ct).ConfigureAwait(false) : null };
        staging.Acknowledge(batch, results, totals);
        return totals;
    }

    private string? WriteRejected(InputFile input, ColumnBinding binding, Staging staging, IReadOnlyList<RejectedReason> reasons)
    {
        if (reasons.Count > 0)
        {
            return RejectedFile.Write(input, binding.Delimiter, staging, options.DataFile);
        }

        RejectedFile.DeleteStale(input.Path);
        return null;
    }
}
