using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Loyalty;

/// <summary>What the engine tells about itself: activities and metrics named <c>Loyalty</c>, log messages. No personal data.</summary>
internal sealed partial class Telemetry(ILogger logger)
{
    private static readonly ActivitySource Source = new("Loyalty");
    private static readonly Meter Meter = new("Loyalty");
    private static readonly Counter<long> Commands = Meter.CreateCounter<long>("loyalty.commands", description: "Commands carried out, by operation and result.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("loyalty.command.duration", "ms", "Time from call to answer, by operation.");

    /// <summary>Whether anybody listens; else a command is not observed at all.</summary>
    public bool IsListenedTo => Commands.Enabled || Durations.Enabled || Source.HasListeners() || logger.IsEnabled(LogLevel.Information) || logger.IsEnabled(LogLevel.Error);

    public static Activity? Start(string operation) => Source.StartActivity(operation);

    public void Done(string operation, long started, Refusal? refusal, bool replayed, bool simulated)
    {
        var result = refusal is not null ? refusal.Code : simulated ? "simulated" : replayed ? "replayed" : "accepted";
        if (Commands.Enabled) Commands.Add(1, new("operation", operation), new("result", result));
        if (Durations.Enabled) Durations.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds, new KeyValuePair<string, object?>("operation", operation));
        if (refusal is StoreFailed) StoreFailure(logger, operation, refusal.Code);
        else if (refusal is not null) Refused(logger, operation, refusal.Code);
        else Accepted(logger, operation, result);
    }

    [LoggerMessage(1, LogLevel.Debug, "{Operation}: {Result}")]
    private static partial void Accepted(ILogger logger, string operation, string result);

    [LoggerMessage(2, LogLevel.Information, "{Operation} refused: {Code}")]
    private static partial void Refused(ILogger logger, string operation, string code);

    [LoggerMessage(3, LogLevel.Error, "{Operation} failed in the store: {Code}")]
    private static partial void StoreFailure(ILogger logger, string operation, string code);
}
