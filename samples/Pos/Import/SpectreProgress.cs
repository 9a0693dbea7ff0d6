using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pos.Import;

/// <summary>A progress bar with rate and time left, where there is a terminal to draw it on.</summary>
internal sealed class SpectreProgress : IImportProgress
{
    private readonly ProgressContext _context;
    private readonly Dictionary<int, string> _units;
    private ProgressTask? _task;

    private SpectreProgress(ProgressContext context, Dictionary<int, string> units)
    {
        _context = context;
        _units = units;
    }

    /// <summary>Runs the work under a progress bar, or without one when the console is not a terminal.</summary>
    public static async Task<int> RunAsync(IAnsiConsole console, Func<IImportProgress, Task<int>> work)
    {
        if (!console.Profile.Out.IsTerminal || !console.Profile.Capabilities.Interactive)
        {
            return await work(NoProgress.Instance).ConfigureAwait(false);
        }

        var units = new Dictionary<int, string>();
        return await console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(units),
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var progress = new SpectreProgress(context, units);
                var code = await work(progress).ConfigureAwait(false);
                progress.Finish();
                return code;
            })
            .ConfigureAwait(false);
    }

    public void Begin(string phase, long total, string unit)
    {
        Finish();
        lock (_units)
        {
            _task = _context.AddTask(phase, maxValue: Math.Max(total, 1));
            _task.IsIndeterminate = total == 0;
            _units[_task.Id] = unit;
        }
    }

    public void At(long done)
    {
        if (_task is { } task)
        {
            task.Value = done;
        }
    }

    private void Finish()
    {
        if (_task is { } task)
        {
            task.IsIndeterminate = false;
            task.Value = task.MaxValue;
            task.StopTask();
        }
    }

    private sealed class RateColumn(Dictionary<int, string> units) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (task.Speed is not { } speed)
            {
                return new Text("");
            }

            string? unit;
            lock (units)
            {
                units.TryGetValue(task.Id, out unit);
            }

            var text = unit == "bytes"
                ? string.Create(CultureInfo.InvariantCulture, $"{speed / 1_000_000:N1} MB/s")
                : string.Create(CultureInfo.InvariantCulture, $"{speed:N0} {unit}/s");
            return new Text(text);
        }
    }
}
