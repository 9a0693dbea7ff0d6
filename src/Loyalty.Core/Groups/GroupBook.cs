using NodaTime;

namespace Loyalty;

/// <summary>
/// Where the records of groups stand. A change folds itself in in one way only, whether the book is the store while a command is decided,
/// or memory while the journal is read again: that the two agree is what verification proves.
/// </summary>
internal abstract class GroupBook
{
    public abstract T? Find<T>(Collection<T> collection, RecordKey key) where T : class;

    public abstract void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class;

    public abstract void Delete<T>(Collection<T> collection, RecordKey key) where T : class;

    public GroupMember? Member(GroupId group, long customer) => Find(GroupMember.All, GroupMember.Key(group, customer));

    public GroupMember KnownMember(GroupId group, long customer) =>
        Member(group, customer) ?? throw new StoreException(StoreFault.Corrupt, $"The membership of customer {customer} in group {group} is missing.");

    public void Put(GroupId group, GroupMember member) => Put(GroupMember.All, GroupMember.Key(group, member.Customer), member);

    public GroupRedemption? Redemption(GroupRedemptionId id) => id.Value > 0 ? Find(GroupRedemption.All, new RecordKey(id.Value)) : null;

    /// <summary>The claim on an external id; compared ignoring case, as a customer's.</summary>
    public static RecordKey ClaimKey(long organisation, string externalId) => Claims.Key(ClaimKind.GroupExternalId, organisation, 0, externalId.Trim().ToUpperInvariant());
}

/// <summary>The book of a command: the records as its unit of work sees them.</summary>
internal sealed class StoredGroups(UnitOfWork work) : GroupBook
{
    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => work.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => work.Put(collection, key, record);

    public override void Delete<T>(Collection<T> collection, RecordKey key) => work.Delete(collection, key);
}

/// <summary>What a change of a group needs of its entry.</summary>
internal readonly record struct GroupMoment(GroupId Group, long Organisation, Instant Effective);

/// <summary>A change of a group: folded into the group's account, in whose entry it stands, and into the records.</summary>
internal abstract record GroupChange : AccountChange
{
    public abstract void Apply(GroupBook book, in GroupMoment moment);
}
