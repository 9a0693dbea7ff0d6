namespace Loyalty;

/// <summary>A position of the journal with its hash, kept outside the file.</summary>
/// <param name="Position">The position.</param>
/// <param name="Hash">Its hash in hexadecimal.</param>
public sealed record LedgerAnchor(long Position, string Hash);

/// <summary>What a verification found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Members">Member accounts rebuilt.</param>
/// <param name="Violations">Every invariant that does not hold, at most 1,000; empty when the file is proven.</param>
public sealed record Proof(long Entries, long Members, IReadOnlyList<string> Violations)
{
    /// <summary>Whether every invariant holds.</summary>
    public bool Holds => Violations.Count == 0;
}

/// <summary>
/// Proves a file: the journal is gapless and chained; every account, spent lot and count rebuilt from it equals what is stored;
/// points are conserved; bills, redemptions, customers and claims agree with it and with each other.
/// </summary>
internal static class Verification
{
    public const int MostViolations = 1000;

    public static Proof Run(IRecordStore store, IIdSource ids, LedgerAnchor? anchor, CancellationToken cancellation)
    {
        var violations = new List<string>();
        var rebuilt = new Rebuild(violations);
        try
        {
            if (store is IIntegrityStore integrity) violations.AddRange(integrity.CheckIntegrity().Select(fault => $"file: {fault}"));
            using var view = store.OpenRead();
            var work = new UnitOfWork(view, ids);
            ReadJournal(work, rebuilt, anchor, violations, cancellation);
            CompareAccounts(work, rebuilt, violations, cancellation);
            CompareLots(work, rebuilt, violations, cancellation);
            CompareCounters(work, rebuilt, violations, cancellation);
            new RecordChecks(work, rebuilt, violations, cancellation).Run();
        }
        catch (StoreException damage)
        {
            violations.Add($"file: {damage.Message}");
        }
        return new Proof(rebuilt.Entries, rebuilt.Members, violations.Count > MostViolations ? violations[..MostViolations] : violations);
    }

    private static void ReadJournal(UnitOfWork work, Rebuild rebuilt, LedgerAnchor? anchor, List<string> violations, CancellationToken cancellation)
    {
        var entries = new EntryChecks(work, rebuilt, violations, cancellation);
        var previous = HashChain.Root.ToArray();
        var anchored = anchor is null;
        var recorded = NodaTime.Instant.MinValue;
        foreach (var (key, entry) in Pages.Of(work, Journal.Entries, cancellation))
        {
            if (violations.Count >= MostViolations) return;
            var expected = rebuilt.Entries + 1;
            if (key.Number != expected || entry.Position != key.Number)
                violations.Add($"journal: position {key.Number} (entry says {entry.Position}) where {expected} should be.");
            if (!entry.IsLinkedTo(previous)) violations.Add($"journal: the hash of position {key.Number} does not follow from the entry before.");
            if (entry.Recorded < recorded) violations.Add($"journal: position {key.Number} was recorded before the entry before it.");
            if (entry.Effective > entry.Recorded) violations.Add($"journal: position {key.Number} counts after it was recorded.");
            if (anchor is not null && entry.Position == anchor.Position)
            {
                anchored = true;
                if (!Convert.ToHexString(entry.Hash).Equals(anchor.Hash, StringComparison.OrdinalIgnoreCase))
                    violations.Add($"anchor: position {anchor.Position} has another hash than the anchor: the journal was rewritten.");
            }
            entry.Hash.CopyTo(previous);
            recorded = entry.Recorded;
            rebuilt.Add(entry);
            entries.Check(entry);
        }
        if (!anchored) violations.Add($"anchor: position {anchor!.Position} is missing: the journal ends at {rebuilt.Entries}, entries were lost or an older copy was put back.");
    }

    private static void CompareAccounts(UnitOfWork work, Rebuild rebuilt, List<string> violations, CancellationToken cancellation)
    {
        var (stored, computed) = (new RecordWriter(), new RecordWriter());
        var seen = 0L;
        foreach (var (key, account) in Pages.Of(work, Accounts.All, cancellation))
        {
            if (violations.Count >= MostViolations) return;
            seen++;
            if (rebuilt.Account(key.Number) is not { } expected)
            {
                violations.Add($"account {key.Number}: stored, but the journal has no entry of it.");
                continue;
            }
            stored.Clear();
            computed.Clear();
            account.Write(stored);
            expected.Write(computed);
            if (!stored.Written.SequenceEqual(computed.Written)) violations.Add($"account {key.Number}: what is stored differs from what the journal gives.");
        }
        if (seen < rebuilt.Accounts) violations.Add($"accounts: {rebuilt.Accounts - seen} that the journal gives are not stored.");
    }

    private static void CompareLots(UnitOfWork work, Rebuild rebuilt, List<string> violations, CancellationToken cancellation)
    {
        var seen = 0L;
        foreach (var (key, lot) in Pages.Of(work, StoredLots.Spent, cancellation))
        {
            if (violations.Count >= MostViolations) return;
            seen++;
            var owner = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(key.Bytes);
            if (rebuilt.SpentLot(owner, lot.Number) != lot) violations.Add($"account {owner}: its spent lot {lot.Number} differs from what the journal gives.");
        }
        if (seen != rebuilt.SpentLots) violations.Add($"spent lots: {seen} are stored, the journal gives {rebuilt.SpentLots}.");
    }

    private static void CompareCounters(UnitOfWork work, Rebuild rebuilt, List<string> violations, CancellationToken cancellation)
    {
        var seen = 0;
        foreach (var (key, counter) in Pages.Of(work, Counter.All, cancellation))
        {
            var expected = rebuilt.Gifts(key);
            seen++;
            if (counter.Value != expected) violations.Add($"counter {System.Text.Encoding.UTF8.GetString(key.Bytes).Replace('\0', '/')}: {counter.Value} is stored, the members' entries give {expected}.");
        }
        if (seen < rebuilt.GiftsCounted) violations.Add("counters: a count that the members' entries give is not stored.");
    }
}
