using NodaTime;

namespace Loyalty;

/// <summary>Campaign users: they hold no identifier against a registration, which absorbs them (customers R12).</summary>
internal static class CampaignUsers
{
    public static Outcome<CampaignUserDetails> Add(CommandContext context, AddCampaignUser command)
    {
        var organisation = CustomerLookUp.Organisation(context);
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        var identifiers = new List<(IdentifierKind Kind, string Value)>();
        foreach (var (kind, value) in ((IdentifierKind, string?)[])[(IdentifierKind.Mobile, command.Mobile), (IdentifierKind.Email, command.Email), (IdentifierKind.ExternalId, command.ExternalId)])
        {
            if (value is null) continue;
            var (stored, _, allowed) = Identifiers.Read(context, organisation, new(kind, value));
            if (context.Trace.Fails("customer.identifier", "customers R1", stored is not null, kind, allowed)) return new IdentifierInvalid(kind, allowed);
            identifiers.Add((kind, stored!));
        }
        if (context.Trace.Fails("customer.identifiers", "customers R12", identifiers.Count > 0, identifiers.Count, "at least 1")) return new IdentifierMissing();
        var print = new Fingerprint("campaign_user").With("mobile", command.Mobile).With("email", command.Email).With("external", command.ExternalId).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        // What a registration took since is not the user's any more; the command says what it had.
        if (first is not null) return context.Accept(Shown(first.Changes.OfType<CampaignUserSealed>().Single().User, identifiers), replayed: true);
        foreach (var (kind, value) in identifiers)
        {
            var normal = Identifiers.Normal(kind, value);
            if (IdentifierClaims.Holders(context.Work, context.Organisation, kind, normal).FirstOrDefault(each => context.Member(new CustomerId(each)) is not null) is var holder
                && context.Trace.Fails("customer.identifier_free", "customers R12", holder == 0, kind, "no customer's")) return new IdentifierTaken(kind, new(holder));
            var other = Holder(context, kind, normal);
            if (context.Trace.Fails("campaign_user.identifier_free", "customers R12", other is null, kind, "no other campaign user's")) return new CampaignIdentifierTaken(kind, new(other!.Id));
        }
        var user = new CampaignUser { Id = context.Work.NextId(CampaignUser.All), Organisation = context.Organisation, Identifiers = identifiers };
        context.RememberKey(0, null, print, Put(context, [(null, user)], effective, context.Header));
        return context.Accept(Shown(user.Id, identifiers));
    }

    /// <summary>Erases a campaign user; one that is none any more is erased.</summary>
    public static Outcome<CampaignUserDetails> Erase(CommandContext context, CampaignUserId id)
    {
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        var print = new Fingerprint("campaign_user.erase").With("user", id.Value).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Shown(id.Value, []), replayed: true);
        if (Find(context, id) is not { } user) return new CampaignUserUnknown(id);
        context.RememberKey(0, null, print, Put(context, [(user, null)], effective, context.Header));
        return context.Accept(Shown(id.Value, []));
    }

    public static Outcome<CampaignUserDetails> Get(CommandContext context, CampaignUserId id) =>
        Find(context, id) is { } user ? context.Accept(Shown(user.Id, user.Identifiers)) : new CampaignUserUnknown(id);

    /// <summary>The campaign user with an identifier, or null.</summary>
    public static CampaignUser? Holder(CommandContext context, IdentifierKind kind, string normal) =>
        context.Work.Find(Claims.All, CampaignUser.Key(context.Organisation, kind, normal)) is { } claim ? context.Work.Find(CampaignUser.All, claim.Subject) : null;

    /// <summary>
    /// What a registered customer takes from the campaign users that its given identifiers match: those identifiers, and what it has none of.
    /// Where secondaries alone do not count, one that the primary does not match keeps what it has, and the customer does without.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="rules">The rules of customers.</param>
    /// <param name="profile">The customer's profile with what was given.</param>
    /// <param name="before">The identifiers that the profile had before the call: they are the customer's in any case.</param>
    /// <param name="given">What was given.</param>
    /// <param name="foundBy">By what a registered customer was found; null: nobody was.</param>
    public static (ProfileRecord Profile, Refusal? Refusal, IReadOnlyList<(CampaignUser? Before, CampaignUser? After)> Absorbed) Absorb(
        CommandContext context, CustomerRules rules, ProfileRecord profile, ProfileRecord before, IReadOnlyList<GivenIdentifier> given, IdentifierKind? foundBy)
    {
        var met = new Dictionary<long, (CampaignUser Before, CampaignUser After)>();
        foreach (var each in given)
            if (Holder(context, each.Kind, each.Normal) is { } holder) met[holder.Id] = (holder, holder);
        if (met.Count == 0) return (profile, null, []);
        var isByPrimary = foundBy == rules.Primary;
        var primary = given.Where(each => each.Kind == rules.Primary).Select(each => Holder(context, each.Kind, each.Normal)?.Id).FirstOrDefault();
        if (rules.SkipSecondary && foundBy is { } kind && !isByPrimary && context.Trace.Fails("campaign_user.primary", "customers R12", primary is null, rules.Primary, "no campaign user's")) return (profile, new CampaignPrimaryMismatch(kind), []);
        foreach (var each in given)
        {
            if (Holder(context, each.Kind, each.Normal) is not { } holder) continue;
            var isTaken = !rules.SkipSecondary || isByPrimary || (foundBy is null && holder.Id == primary);
            context.Trace.Note("campaign_user.absorbed", "customers R12", isTaken, each.Kind, "absorbed");
            var isOwn = profile.Value(each.Kind) is { } value && Identifiers.Normal(each.Kind, value) == each.Normal;
            if (isTaken && isOwn) met[holder.Id] = met[holder.Id] with { After = met[holder.Id].After.Without(each.Kind) };
            if (isTaken || !isOwn || before.Value(each.Kind) is not null) continue;
            profile = profile.With(each.Kind, null);
            met.Remove(holder.Id);
            context.Warn(new CampaignIdentifierLeft(each.Kind));
        }
        if (profile.Identifiers.Count == 0) return (profile, new IdentifierRequired(rules.Primary), []);
        foreach (var (id, (was, left)) in met.ToArray())
        {
            var after = left;
            foreach (var (each, value) in left.Identifiers)
            {
                var isFree = RegisterDecisions.HolderOf(context, profile.Source, profile.Account, each, Identifiers.Normal(each, value)) == 0;
                if (profile.Value(each) is not null || !isFree || left == was) continue;
                profile = profile.With(each, value);
                after = after.Without(each);
            }
            met[id] = (was, after);
        }
        return (profile, null, [.. met.Values.Where(each => each.Before != each.After).Select(each => ((CampaignUser?)each.Before, (CampaignUser?)each.After))]);
    }

    /// <summary>Puts what became of campaign users, in an entry of the organisation. Gives its position.</summary>
    public static long Put(CommandContext context, IReadOnlyList<(CampaignUser? Before, CampaignUser? After)> users, Instant effective, in EntryHeader header)
    {
        if (users.Count == 0) return 0;
        var hand = context.TakeOrganisation(effective);
        hand.Begin(EntryKind.CampaignUser, EntryFacts.None, context.Program(effective).Version);
        foreach (var (before, after) in users) hand.Change(new CampaignUserSealed((after ?? before)!.Id, after is null ? 0 : SealOf(context.Seals, after)));
        hand.Finish();
        hand.Close(context.Work, header);
        foreach (var (before, after) in users)
        {
            foreach (var key in before?.Keys() ?? []) context.Work.Delete(Claims.All, key);
            if (after is null)
            {
                context.Work.Delete(CampaignUser.All, new RecordKey(before!.Id));
                continue;
            }
            foreach (var key in after.Keys()) context.Work.Put(Claims.All, key, new Claim(after.Id));
            context.Work.Put(CampaignUser.All, after.Id, after);
        }
        return hand.OwnEntry.Position;
    }

    public static ulong SealOf(CustomerSeals seals, CampaignUser user)
    {
        var writer = new RecordWriter();
        CampaignUser.All.Encode(user, writer);
        return seals.Of(writer.Written);
    }

    private static CampaignUser? Find(CommandContext context, CampaignUserId id) =>
        id.Value > 0 && context.Work.Find(CampaignUser.All, id.Value) is { } found && found.Organisation == context.Organisation ? found : null;

    private static CampaignUserDetails Shown(long id, IReadOnlyList<(IdentifierKind Kind, string Value)> identifiers)
    {
        return new(new(id), Of(IdentifierKind.Mobile), Of(IdentifierKind.Email), Of(IdentifierKind.ExternalId));

        string? Of(IdentifierKind kind) => identifiers.Where(each => each.Kind == kind).Select(each => each.Value).FirstOrDefault();
    }
}

/// <summary>A customer was found by a secondary identifier, and a campaign user has the primary one that was given (1047).</summary>
public sealed record CampaignPrimaryMismatch(IdentifierKind Kind)
    : Refusal("customer.campaign_primary_mismatch", Kind.ToString(), FormattableString.Invariant($"A customer has the {Kind}, and a campaign user the primary identifier."));
