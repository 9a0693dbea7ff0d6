namespace Loyalty;

/// <summary>What entries name is there: places, configurations, and the claims of their keys and references, by which a repeat is told.</summary>
internal sealed class EntryChecks
{
    private readonly UnitOfWork _work;
    private readonly Rebuild _rebuilt;
    private readonly List<string> _violations;
    private readonly HashSet<long> _places = [];
    private readonly HashSet<long> _configurations = [];

    public EntryChecks(UnitOfWork work, Rebuild rebuilt, List<string> violations, CancellationToken cancellation)
    {
        (_work, _rebuilt, _violations) = (work, rebuilt, violations);
        violations.Expect(work.Find(FileRecord.All, 1) is not null, $"file: its own record, which holds the secret of the codes, is not stored");
        foreach (var (_, place) in Pages.Of(work, Place.ByNumber, cancellation))
        {
            _places.Add(place.Number);
            violations.Expect(work.Find(Place.ByCode, Place.KeyOf(place.Organisation, place.Store, place.Till)) == place, $"place {place.Number}: its code leads elsewhere");
        }
        foreach (var (_, place) in Pages.Of(work, Place.ByCode, cancellation))
            violations.Expect(_places.Contains(place.Number), $"place {place.Number}: only its code is stored");
        foreach (var organisation in Configurations.All(work))
        {
            ConfigurationReading? before = null;
            foreach (var version in organisation.Versions)
            {
                cancellation.ThrowIfCancellationRequested();
                _configurations.Add(version.Number);
                before = work.Find(Configurations.Versions, version.Number) is { } record && record.Organisation == organisation.Number ? ConfigurationReading.Of(version.Number, record, before) : null;
                violations.Expect(before is not null, $"organisation {organisation.Number}: its configuration {version.Number} cannot be read");
            }
        }
    }

    /// <summary>Checks an entry whose account has been rebuilt up to it.</summary>
    public void Check(JournalEntry entry)
    {
        _violations.Expect(entry.Place == 0 || _places.Contains(entry.Place), $"position {entry.Position}: its place {entry.Place} is not stored");
        _violations.Expect(entry.Configuration == 0 || _configurations.Contains(entry.Configuration), $"position {entry.Position}: its configuration {entry.Configuration} is not stored");
        _violations.Expect(entry.Facts.Redemption == 0 || _work.Find(Redemption.All, entry.Facts.Redemption) is not null, $"position {entry.Position}: its redemption {entry.Facts.Redemption} is not stored");
        if (entry.Kind == EntryKind.Goodwill)
            _violations.Expect(
                entry.Changes.OfType<ManualNoted>().FirstOrDefault() is { } noted && _work.Find(GoodwillRequest.All, noted.Request) is { } request && (request.Position == entry.Position || request.DecidedAt == entry.Position),
                $"position {entry.Position}: its request for goodwill is not stored");
        if (entry.Kind is EntryKind.Deduction or EntryKind.ExpiryMove && entry.Balances.Count > 0)
            _violations.Expect(entry.Changes.Any(static change => change is ManualNoted), $"position {entry.Position}: it was posted by hand, but not on whose word");
        // The receiver's half of a transfer goes under its sender's claims, a member's entry about its group under the group's.
        if (entry.Kind is EntryKind.TransferIn or EntryKind.GroupMembership || (entry.Owner.IsMember && entry.Kind is (EntryKind.GroupRedemption or EntryKind.GroupReversal)) || (entry.Key ?? entry.Facts.Reference) is null) return;
        var organisation = entry.Owner.IsHolder ? _rebuilt.Account(entry.Owner.Key)!.Get(MembershipSection.Kind).Organisation
            : entry.Owner.IsSeries ? _rebuilt.Coupons.Series(entry.Owner.Series)?.Organisation ?? 0
            : entry.Owner.Organisation;
        if (entry.Key is { } key)
            _violations.Expect(LeadsTo(ClaimKind.Key, organisation, entry.Owner.Key, key, entry) || LeadsTo(ClaimKind.Key, organisation, 0, key, entry), $"position {entry.Position}: its key leads elsewhere");
        // What a command posts at other instants carries its facts; the balances stand on its own entry alone.
        if (entry.Facts.Reference is { } reference && entry.Balances.Count > 0)
            _violations.Expect(LeadsTo(ClaimKind.Reference, organisation, entry.Owner.Key, reference, entry), $"position {entry.Position}: its reference leads elsewhere");
    }

    private bool LeadsTo(ClaimKind kind, long organisation, long owner, string text, JournalEntry entry) =>
        _work.Find(Claims.All, Claims.Key(kind, organisation, owner, text)) is { } claim && claim.Subject == entry.Position;
}
