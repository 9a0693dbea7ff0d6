using NodaTime;

namespace Loyalty;

/// <summary>
/// Takes away all that is known of a customer, in the entry that deletes it (customers R42): names and identifiers, which are free from then on,
/// notes, tickets, images, interactions and kept answers, its numbers at partners, what its requests asked, and the same of whoever was merged into it; its labels,
/// cards and parent are loosened. Who did what when, and the points, stay.
/// </summary>
internal static class Erasure
{
    /// <summary>Carries it out; gives the record that is left.</summary>
    public static CustomerRecord Carry(CommandContext context, AccountHand hand, CustomerRecord record)
    {
        var after = Bare(record);
        var (merged, requests) = (new List<(long, ulong)>(), new List<(long, ulong)>());
        foreach (var owner in PaperBook.Owners(hand.Account))
        {
            Papers(context.Work, owner);
            if (context.Work.Find(PartnerNumbers.All, owner) is not null) context.Work.Delete(PartnerNumbers.All, new RecordKey(owner));
            Requests(context, owner, requests);
            if (owner == record.Id || context.Work.Find(CustomerRecord.All, owner) is not { } other) continue;
            var bare = Bare(other);
            merged.Add((owner, CustomerBook.SealOf(context.Seals, bare)));
            CustomerBook.Put(context, other, bare);
        }
        hand.Change(new CustomerErased(merged, requests));
        CustomerTies.Loosen(context, hand);
        CustomerBook.Seal(context, hand, after);
        CustomerBook.Put(context, record, after);
        return after;
    }

    private static CustomerRecord Bare(CustomerRecord record) => record with
    {
        Profiles = [.. record.Profiles.Select(profile => new ProfileRecord { Source = profile.Source, Account = profile.Account })],
        Merged = record.Merged is { } merged ? merged with { Mobile = null, ExternalId = null } : null,
    };

    private static void Papers(UnitOfWork work, long owner)
    {
        var rows = new List<KeyValuePair<RecordKey, CustomerPaper>>();
        work.Scan(CustomerPaper.All, new KeyRange { From = CustomerPaper.Key(owner, default, 0), To = CustomerPaper.Key(owner + 1, default, 0) }, int.MaxValue, descending: false, rows);
        foreach (var (key, _) in rows) work.Delete(CustomerPaper.All, key);
    }

    private static void Requests(CommandContext context, long owner, List<(long, ulong)> seals)
    {
        var rows = new List<KeyValuePair<RecordKey, RequestIndex>>();
        context.Work.Scan(RequestIndex.All, RequestIndex.Range(context.Organisation, null, new(owner), 0), int.MaxValue, descending: false, rows);
        foreach (var (_, row) in rows)
        {
            var request = context.Work.Find(CustomerRequest.All, row.Request)!;
            var bare = request with { OldValue = null, NewValue = null, Comments = null };
            seals.Add((request.Id, RequestNoted.SealOf(context.Seals, bare)));
            RequestIndex.Put(context.Work, request, bare);
        }
    }
}

/// <summary>
/// All papers of the customer, and of whoever was merged into it, were taken away; the records of those merged, and what the requests of all
/// of them asked, became others, which the seals prove.
/// </summary>
internal sealed record CustomerErased(IReadOnlyList<(long Customer, ulong Seal)> Merged, IReadOnlyList<(long Request, ulong Seal)> Requests) : EntryChange
{
    public const byte TagOnDisk = 172;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        Write(writer, Merged);
        Write(writer, Requests);
    }

    public static CustomerErased ReadBody(ref RecordReader reader, Instant effective) => new(Read(ref reader), Read(ref reader));

    private static void Write(RecordWriter writer, IReadOnlyList<(long, ulong)> seals)
    {
        writer.Count(seals.Count);
        foreach (var (id, seal) in seals)
        {
            writer.Count(id);
            writer.Fixed64(seal);
        }
    }

    private static (long, ulong)[] Read(ref RecordReader reader)
    {
        var seals = new (long, ulong)[reader.Length()];
        for (var i = 0; i < seals.Length; i++) seals[i] = (reader.Count(), reader.Fixed64());
        return seals;
    }
}
