using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Loyalty.Tests;

/// <summary>What the engine tells of itself: operation and result, never a person.</summary>
public sealed class TelemetryTests
{
    private static readonly string[] Personal = ["Ottilie", "Querfurth", "900123", "ottilie@example.org", "SHOP-4711", "REF-4711", "KEY-4711", "BILL-4711"];

    [Fact]
    public async Task Activities_metrics_and_logs_name_the_operation_and_no_person()
    {
        var told = new ConcurrentQueue<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Loyalty",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Enqueue($"activity {activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.Select(each => each.Name))} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == "Loyalty") listener.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => told.Enqueue($"metric {instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => told.Enqueue($"metric {instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
        meters.Start();

        await using var engine = await LoyaltyEngine.OpenAsync(o => { o.UseInMemory().UseProgram(Definitions.Transactions()); o.Logging = new Capturing(told); });
        var desk = engine.For("shop");
        var enrol = new EnrolCustomer { FirstName = "Ottilie", LastName = "Querfurth", Mobile = "+44 7700 900123", Email = "ottilie@example.org", ExternalId = "SHOP-4711" };
        var member = (await desk.Customers.EnrolAsync(enrol, new() { Key = "KEY-4711" })).OrThrow().Id;
        await desk.Customers.EnrolAsync(enrol);
        await desk.Customers.EnrolAsync(new() { Email = "ottilie@example.org\n" + "x" });
        await desk.Sales.AddBillAsync(new("BILL-4711", member, 100m) { Fields = new Dictionary<string, string> { ["name"] = "Ottilie" } });
        await desk.Sales.AddBillAsync(new("BILL-4711", member, 100m), new() { Trace = true, Simulate = true });
        await desk.Points.RedeemAsync(new(member, 1000m, "REF-4711"), new() { Trace = true });
        await desk.Customers.LookUpAsync(Identifier.Email("ottilie@example.org"));

        Assert.Contains(told, line => line.StartsWith("activity customers.enrol", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("metric loyalty.commands 1 [operation, points.redeem] [result, points.insufficient]", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("metric loyalty.command.duration", StringComparison.Ordinal));
        Assert.Contains(told, line => line.StartsWith("log Information customers.enrol refused: customer.identifier_taken", StringComparison.Ordinal));
        Assert.DoesNotContain(told, line => Personal.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private sealed class Capturing(ConcurrentQueue<string> told) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            told.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue($"log {logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
