using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Hosting;

/// <summary>Puts the watched files' programs in force, at start and whenever one changes. A faulty one is logged with all faults, and what was in force goes on.</summary>
internal sealed partial class ProgramWatch(LoyaltyEngine engine, LoyaltyApiOptions options, ILogger<ProgramWatch> logger) : IHostedService, IDisposable
{
    // Changes may be told while one is being read; the last to enter reads the newest.
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly CancellationTokenSource _stop = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var given in options.ProgramFiles)
        {
            var path = Path.GetFullPath(given);
            // Watched before it is read: no change falls between.
            _subscriptions.Add(Watch(path));
            await ApplyAsync(path, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var each in _subscriptions) each.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        // What is being put in force is finished before the engine closes.
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        _one.Release();
    }

    public void Dispose()
    {
        foreach (var each in _subscriptions) each.Dispose();
        _stop.Dispose();
        _one.Dispose();
    }

    private IDisposable Watch(string path)
    {
        if (options.WatchFile is { } watch) return ChangeToken.OnChange(() => watch(path), () => Changed(path));
        var folder = new PhysicalFileProvider(Path.GetDirectoryName(path)!, ExclusionFilters.None);
        _subscriptions.Add(folder);
        return ChangeToken.OnChange(() => folder.Watch(Path.GetFileName(path)), () => Changed(path));
    }

    private void Changed(string path) => _ = Task.Run(async () =>
    {
        try
        {
            await ApplyAsync(path, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception stopping) when (stopping is OperationCanceledException or ObjectDisposedException)
        {
            // The host stops: the file is read at its next start.
        }
    });

    private async Task ApplyAsync(string path, CancellationToken cancelled)
    {
        await _one.WaitAsync(cancelled).ConfigureAwait(false);
        try
        {
            var reading = LoyaltyDefinition.FromJson(await File.ReadAllTextAsync(path, cancelled).ConfigureAwait(false));
            if (reading.Definition is not { } definition) Faulty(path, Lines(reading.Faults));
            else if (!engine.Organisations.ContainsKey(definition.Organisation.Code)) Faulty(path, $"/organisation/code: '{definition.Organisation.Code}' is not known; allowed is {string.Join(", ", engine.Organisations.Keys.Order(StringComparer.Ordinal))}");
            else await SaveAsync(path, definition).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Unreadable(unreadable, path);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task SaveAsync(string path, LoyaltyDefinition definition)
    {
        // Not cancelled once begun: it is one commit.
        var saved = await engine.For(definition.Organisation.Code).As("program-file").Programs.SaveAsync(definition).ConfigureAwait(false);
        if (saved.Refusal is DefinitionRefused refused) Faulty(path, Lines(refused.Faults));
        else if (saved.IsRefused) Faulty(path, Problems.Message(saved.Refusal));
        else if (saved.Value.IsNew) InForce(path, saved.Value.Version, definition.Organisation.Code);
        else Equal(path, saved.Value.Version, definition.Organisation.Code);
    }

    private static string Lines(IReadOnlyList<DefinitionFault> faults) => string.Join(Environment.NewLine, faults);

    [LoggerMessage(11, LogLevel.Information, "The program of {Path} is in force as version {Version} of {Organisation}")]
    private partial void InForce(string path, long version, string organisation);

    [LoggerMessage(12, LogLevel.Error, "The program of {Path} is not put in force, the one before goes on:\n{Faults}")]
    private partial void Faulty(string path, string faults);

    [LoggerMessage(13, LogLevel.Error, "The program file {Path} cannot be read, what is in force goes on")]
    private partial void Unreadable(Exception failure, string path);

    [LoggerMessage(14, LogLevel.Debug, "The program of {Path} is version {Version} of {Organisation} already")]
    private partial void Equal(string path, long version, string organisation);
}
