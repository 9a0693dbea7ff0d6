namespace Loyalty;

/// <summary>Writes what is due by the clock, account by account in chunks, so that no writer waits long.</summary>
internal static class Sweep
{
    private const int Chunk = 300;

    public static async ValueTask<Outcome<int>> RunAsync(CommandRunner runner, int limit, CancellationToken cancellation)
    {
        var changed = 0;
        var from = 0L;
        while (changed < limit)
        {
            cancellation.ThrowIfCancellationRequested();
            var most = Math.Min(Chunk, limit - changed);
            var outcome = await runner.RunAsync("engine.catch_up", new Actor(0, null, null, null), null, context => Step(context, from, most), cancellation).ConfigureAwait(false);
            if (outcome.IsRefused) return outcome.Refusal;
            changed += outcome.Value.Changed;
            if (outcome.Value.Next is not { } next) break;
            from = next;
        }
        return new(changed);
    }

    private static Outcome<(int Changed, long? Next)> Step(CommandContext context, long from, int most)
    {
        var rows = new List<KeyValuePair<RecordKey, Account>>();
        // Members and groups, then members in further programs; between them are owners that hold no points.
        var isFurther = from >= Owner.BeforePrograms;
        var range = isFurther ? new KeyRange { From = new RecordKey(from), FromExclusive = true } : new KeyRange { From = new RecordKey(from), FromExclusive = true, To = Owner.EndOfHolders };
        context.Work.Scan(Accounts.All, range, Chunk, false, rows);
        var changed = 0;
        foreach (var (key, account) in rows)
        {
            if (changed == most) return new((changed, from));
            from = key.Number;
            if (Clockwork.NextDue(account, context.Clock) is not { } due || due > context.Recorded) continue;
            context.Take(account, context.Recorded).Close(context.Work, context.Header);
            changed++;
        }
        return new((changed, rows.Count == Chunk ? from : isFurther ? null : Owner.BeforePrograms));
    }
}
