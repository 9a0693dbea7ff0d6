namespace Loyalty;

/// <summary>
/// Who has an identifier: one claim a source account (customers R3), and for what is not the till's one more by which it is found in all
/// sources with one read, however many there are.
/// </summary>
internal static class IdentifierClaims
{
    /// <summary>The claim on a value within a source account.</summary>
    public static RecordKey Key(long organisation, CustomerSource source, string? account, IdentifierKind kind, string normal) =>
        Claims.Key(ClaimKind.Identifier, organisation, (long)kind | ((long)source << 8), account is null ? normal : account + "\n" + normal);

    /// <summary>Who holds a value in sources other than the till's.</summary>
    public static RecordKey ElsewhereKey(long organisation, IdentifierKind kind, string normal) => Claims.Key(ClaimKind.IdentifierElsewhere, organisation, (long)kind, normal);

    /// <summary>Who holds a value in a source account, or null.</summary>
    public static long? Holder(UnitOfWork work, long organisation, CustomerSource source, string? account, IdentifierKind kind, string normal) =>
        work.Find(Claims.All, Key(organisation, source, account, kind, normal))?.Subject;

    /// <summary>Everybody who holds a value in any source, the till's first.</summary>
    public static IEnumerable<long> Holders(UnitOfWork work, long organisation, IdentifierKind kind, string normal)
    {
        var first = Holder(work, organisation, CustomerSource.Instore, null, kind, normal);
        if (first is { } till) yield return till;
        if (work.Find(Claims.All, ElsewhereKey(organisation, kind, normal)) is not { } elsewhere) yield break;
        foreach (var each in elsewhere.Subjects)
            if (each != first) yield return each;
    }

    /// <summary>Brings the claims from what a record was to what it is; a claim that another has taken since stays the other's.</summary>
    public static void Move(UnitOfWork work, CustomerRules rules, CustomerRecord? before, CustomerRecord after)
    {
        var (had, has) = (before is null ? [] : Keys(before, rules), Keys(after, rules));
        foreach (var key in had)
            if (!has.Contains(key) && work.Find(Claims.All, key)?.Subject == after.Id) work.Delete(Claims.All, key);
        foreach (var key in has)
            if (!had.Contains(key)) work.Put(Claims.All, key, new Claim(after.Id));
        if (!IsElsewhere(after) && (before is null || !IsElsewhere(before))) return;
        var (wasElsewhere, isElsewhere) = (before is null ? [] : ElsewhereKeys(before, rules), ElsewhereKeys(after, rules));
        foreach (var key in wasElsewhere)
            if (!isElsewhere.Contains(key)) Set(work, key, [.. Elsewhere(work, key).Where(each => each != after.Id)]);
        foreach (var key in isElsewhere)
            if (!wasElsewhere.Contains(key)) Set(work, key, [.. Elsewhere(work, key).Append(after.Id).Distinct().Order()]);
    }

    /// <summary>The claims that a record stands for.</summary>
    public static HashSet<RecordKey> Keys(CustomerRecord record, CustomerRules rules)
    {
        var keys = new HashSet<RecordKey>();
        foreach (var profile in record.Profiles)
            foreach (var (kind, value) in profile.Identifiers)
                if (rules.IsUnique(kind)) keys.Add(Key(record.Organisation, profile.Source, profile.Account, kind, Identifiers.Normal(kind, value)));
        return keys;
    }

    /// <summary>The claims in other sources that a record stands for.</summary>
    public static HashSet<RecordKey> ElsewhereKeys(CustomerRecord record, CustomerRules rules)
    {
        var keys = new HashSet<RecordKey>();
        foreach (var profile in record.Profiles)
            if (profile.Source != CustomerSource.Instore)
                foreach (var (kind, value) in profile.Identifiers)
                    if (rules.IsUnique(kind)) keys.Add(ElsewhereKey(record.Organisation, kind, Identifiers.Normal(kind, value)));
        return keys;
    }

    /// <summary>Whether a record has a profile of another source than the till.</summary>
    public static bool IsElsewhere(CustomerRecord record)
    {
        for (var i = 0; i < record.Profiles.Count; i++)
            if (record.Profiles[i].Source != CustomerSource.Instore) return true;
        return false;
    }

    private static IReadOnlyList<long> Elsewhere(UnitOfWork work, RecordKey key) => work.Find(Claims.All, key)?.Subjects ?? [];

    private static void Set(UnitOfWork work, RecordKey key, IReadOnlyList<long> holders)
    {
        if (holders.Count == 0) work.Delete(Claims.All, key);
        else work.Put(Claims.All, key, new Claim([.. holders], 0));
    }
}
