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
        Scan(context, from, Chunk, rows);
        // Members and groups, then members in further programs; between them are owners that hold no points.
        if (rows.Count < Chunk && from < Owner.BeforePrograms) Scan(context, Owner.BeforePrograms, Chunk - rows.Count, rows);
        var changed = 0;
        foreach (var (key, account) in rows)
        {
            if (changed == most) return new((changed, from));
            from = key.Number;
            if (Clockwork.NextDue(account, context.Clock) is not { } due || due > context.Recorded) continue;
            context.Take(account, context.Recorded).Close(context.Work, context.Header);
            changed++;
        }
        return new((changed, rows.Count < Chunk ? null : from));
    }

    private static void Scan(CommandContext context, long from, int most, List<KeyValuePair<RecordKey, Account>> rows)
    {
        var found = new List<KeyValuePair<RecordKey, Account>>();
        var range = new KeyRange { From = new RecordKey(from), FromExclusive = true };
        context.Work.Scan(Accounts.All, from < Owner.BeforePrograms ? range with { To = Owner.EndOfHolders } : range, most, false, found);
        rows.AddRange(found);
    }
}
