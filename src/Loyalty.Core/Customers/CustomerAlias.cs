using NodaTime;

namespace Loyalty;

/// <summary>Into whom a customer was merged, chains collapsed (customers R37): one read, however often it went on.</summary>
/// <param name="Survivor">Who stands for it now.</param>
/// <param name="LotsFrom">What the numbers of its lots have grown by.</param>
/// <param name="Since">When it came into that account.</param>
internal sealed record CustomerAlias(long Survivor, long LotsFrom, Instant Since)
{
    public static readonly Collection<CustomerAlias> All = new(
        "customer_aliases", KeyKind.Number,
        static (ref RecordReader reader) => new CustomerAlias(reader.Count(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed())),
        static (alias, writer) =>
        {
            writer.Count(alias.Survivor);
            writer.Count(alias.LotsFrom);
            writer.Signed(alias.Since.ToUnixTimeTicks());
        });

    /// <summary>The alias of a customer that was merged away, or null; of one in a further program, that of its account there.</summary>
    public static CustomerAlias? Of(UnitOfWork work, long customer)
    {
        if (customer <= 0 || Accounts.Find(work, new Owner(customer))?.Get(MembershipSection.Kind).IsMerged != true) return null;
        var owner = new Owner(customer);
        if (!owner.IsInProgram) return work.Find(All, customer);
        var whole = work.Find(All, owner.Customer.Value)!;
        var into = Owner.Of(new CustomerId(whole.Survivor), owner.Program);
        return new(into.Key, Accounts.Find(work, into)!.Get(AliasSection.Kind).All.First(alias => alias.Owner == customer).LotsFrom, whole.Since);
    }

    /// <summary>Who stands for a customer: itself, or the one it was merged into.</summary>
    public static long Standing(UnitOfWork work, long customer) => Of(work, customer)?.Survivor ?? customer;
}

/// <summary>The account in which what a record names goes on: the customer's, or that of whom it was merged into.</summary>
/// <param name="Account">The account.</param>
/// <param name="LotsFrom">What the numbers of its lots have grown by.</param>
/// <param name="Since">Before this instant nothing of it stood there.</param>
internal readonly record struct Standing(Account Account, long LotsFrom, Instant Since)
{
    /// <summary>Where the account of a customer that a record names goes on.</summary>
    public static Standing Of(UnitOfWork work, long customer)
    {
        var account = Accounts.Find(work, new Owner(customer))!;
        if (!account.Get(MembershipSection.Kind).IsMerged) return new(account, 0, Instant.MinValue);
        var alias = CustomerAlias.Of(work, customer)!;
        return new(Accounts.Find(work, new Owner(alias.Survivor))!, alias.LotsFrom, alias.Since);
    }
}

/// <summary>The customer was merged into another; its account does nothing any more (customers R35).</summary>
internal sealed record MergedAway(long Survivor, string? Reason) : AccountChange
{
    public const byte TagOnDisk = 114;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(MembershipSection.Kind).IsMerged = true;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Survivor);
        writer.Text(Reason);
    }

    public static MergedAway ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Text());
}

/// <summary>Another customer was merged into this one: what both are together (customers R36).</summary>
/// <param name="Type">A member if either was.</param>
/// <param name="EnrolledAt">Since when: the earlier of the two.</param>
/// <param name="BlockedSince">Since when it is blocked, or null.</param>
/// <param name="Label">The worse of the two labels, or null for the default.</param>
/// <param name="Status">What it stands for.</param>
/// <param name="LabelSince">Since when it stands.</param>
internal sealed record MembershipJoined(LoyaltyType Type, Instant EnrolledAt, Instant? BlockedSince, string? Label, CustomerStatus Status, Instant LabelSince) : AccountChange
{
    public const byte TagOnDisk = 113;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var membership = account.Edit(MembershipSection.Kind);
        (membership.Type, membership.EnrolledAt, membership.BlockedSince) = (Type, EnrolledAt, BlockedSince);
        (membership.Label, membership.Status, membership.LabelSince) = (Label, Status, LabelSince);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)(((int)Type & 1) | (BlockedSince is null ? 0 : 2) | (Label is null ? 0 : 4)));
        writer.Signed(EnrolledAt.ToUnixTimeTicks());
        if (BlockedSince is { } since) writer.Signed(since.ToUnixTimeTicks());
        if (Label is null) return;
        writer.Text(Label);
        writer.Byte((byte)Status);
        writer.Signed(LabelSince.ToUnixTimeTicks());
    }

    public static MembershipJoined ReadBody(ref RecordReader reader, Instant effective)
    {
        var flags = reader.Byte();
        var enrolled = Instant.FromUnixTimeTicks(reader.Signed());
        Instant? blocked = (flags & 2) != 0 ? Instant.FromUnixTimeTicks(reader.Signed()) : null;
        return (flags & 4) == 0
            ? new((LoyaltyType)(flags & 1), enrolled, blocked, null, default, default)
            : new((LoyaltyType)(flags & 1), enrolled, blocked, reader.Text() ?? throw RecordReader.Damaged(), (CustomerStatus)reader.Byte(), Instant.FromUnixTimeTicks(reader.Signed()));
    }
}
