using NodaTime;

namespace Loyalty;

/// <summary>What is known of two customers becomes one record (customers R36). Pure.</summary>
internal static class MergedRecords
{
    /// <summary>Both records after the merge: what moved has left the victim's, and the rest of it is free for whoever registers it anew.</summary>
    public static (CustomerRecord Victim, CustomerRecord Survivor) Of(CustomerRules rules, CustomerRecord victim, CustomerRecord survivor)
    {
        var left = new List<ProfileRecord>();
        var joined = survivor with { RegisteredAt = Instant.Min(victim.RegisteredAt, survivor.RegisteredAt) };
        foreach (var profile in victim.Profiles)
        {
            if (survivor.Profile(profile.Source, profile.Account) is not { } own)
            {
                joined = joined.With(profile with { Subscriptions = [] });
                continue;
            }
            joined = joined.With(Joined(rules, profile, own));
            left.Add(profile with { Identifiers = [.. profile.Identifiers.Where(each => own.Value(each.Kind) is not null)], Subscriptions = [] });
        }
        return (victim with { Profiles = left, Merged = new(survivor.Id, First(victim, IdentifierKind.Mobile), First(victim, IdentifierKind.ExternalId)) }, joined);
    }

    private static ProfileRecord Joined(CustomerRules rules, ProfileRecord victim, ProfileRecord own)
    {
        var joined = own with { FirstName = own.FirstName ?? victim.FirstName, LastName = own.LastName ?? victim.LastName, Address = own.Address ?? victim.Address };
        foreach (var (kind, value) in victim.Identifiers)
            if (own.Value(kind) is null) joined = joined.With(kind, value) with { IsNotToBeDisturbed = kind == IdentifierKind.Mobile ? victim.IsNotToBeDisturbed : joined.IsNotToBeDisturbed };
        if (rules.MergeCustomFields) joined = joined with { CustomFields = United(own.CustomFields, victim.CustomFields, overwrites: false) };
        if (rules.MergeExtendedFields) joined = joined with { ExtendedFields = United(own.ExtendedFields, victim.ExtendedFields, rules.MergeOverwritesExtendedFields) };
        return joined;
    }

    private static IReadOnlyList<(string Name, string Value)> United(IReadOnlyList<(string Name, string Value)> own, IReadOnlyList<(string Name, string Value)> victim, bool overwrites)
    {
        var (first, second) = overwrites ? (victim, own) : (own, victim);
        return [.. first.Concat(second.Where(each => first.All(other => other.Name != each.Name))).OrderBy(each => each.Name, StringComparer.Ordinal)];
    }

    private static string? First(CustomerRecord record, IdentifierKind kind) => record.Profiles.Select(profile => profile.Value(kind)).FirstOrDefault(value => value is not null);
}
