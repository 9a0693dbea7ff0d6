using NodaTime;

namespace Loyalty;

/// <summary>What an account in hand stands in: where its rules find the configuration, and what collects the explanation.</summary>
internal abstract class Surroundings
{
    public required UnitOfWork Work { get; init; }

    public required Explanation Trace { get; init; }

    /// <summary>Number of the till or store that calls, 0 for none.</summary>
    public long Place { get; set; }

    /// <summary>The account that says whether a member may do something: its own, whichever program an account is of.</summary>
    public Account Person(Account account) => account.Owner.IsInProgram ? Accounts.Find(Work, Owner.Of(account.Owner.Customer))! : account;

    /// <summary>What stands above the lots and goes by the clock too.</summary>
    public abstract ClockRule Clock { get; }
}

/// <summary>What a concept above the lots does when something has happened to an account, and when the clock makes it due.</summary>
internal abstract class ClockRule
{
    /// <summary>When it next changes something by the clock alone, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public abstract long DueTicks(Account account);

    /// <summary>A command's own entry begins: what must be remembered of how things stood.</summary>
    public abstract ulong Begun(AccountHand hand);

    /// <summary>The command has posted all it posts.</summary>
    public abstract void Finished(AccountHand hand);

    /// <summary>When the member's running membership in a supplementary program ends; null where there is none (points R27).</summary>
    public virtual Instant? MembershipEnd(AccountHand hand, int partner) => null;

    /// <summary>When a rolling lot that is about to expire shall expire instead; null for now (points R25).</summary>
    public abstract Instant? Prolonged(AccountHand hand, Lot lot, Instant due);

    /// <summary>The clock has converted promised points.</summary>
    public abstract void Converted(AccountHand hand, Instant due);

    /// <summary>The clock has expired what has a date of its own, and has yet to expire what is tied to something (tiers R30).</summary>
    public abstract void Check(AccountHand hand, Instant due);
}
