using NodaTime;

namespace Loyalty;

/// <summary>
/// Stops the guessing of codes: wrong ones are counted for the customer and for the till that give them, and from a limit on neither is
/// answered until the stretch of time is over. A count is the one thing that a refused command writes.
/// </summary>
internal static class Guessing
{
    /// <summary>Whether the customer or the calling till has given too many wrong codes.</summary>
    public static Refusal? Stopped(CommandContext context, Account? customer)
    {
        var limits = Limits(context);
        return (customer is null ? null : Stopped(context, customer, limits.PerCustomer, limits, "Customer")) ?? (limits.PerTill is null || context.Place == 0 ? null
            : Stopped(context, Accounts.Find(context.Work, Owner.OfPlace(context.Place)), limits.PerTill, limits, "Till"));
    }

    /// <summary>Counts wrong codes when the command is refused, and only then.</summary>
    public static void CountWhenRefused(CommandContext context, CustomerId? customer, int wrong)
    {
        if (wrong > 0 && Limits(context).IsOn) context.WhenRefused(refused => Count(refused, customer, wrong));
    }

    /// <summary>Counts wrong codes that do not refuse their command: when it is done, by <see cref="CountNoted"/>, and when it is refused for something else.</summary>
    public static void Note(CommandContext context, CustomerId? customer, int wrong)
    {
        if (wrong == 0 || !Limits(context).IsOn) return;
        context.WrongCodes += wrong;
        context.WhenRefused(refused => Count(refused, customer, wrong));
    }

    /// <summary>Counts what was noted, in entries after those of the command that is done.</summary>
    public static void CountNoted(CommandContext context, CustomerId? customer)
    {
        if (context.WrongCodes > 0) Count(context, customer, context.WrongCodes);
    }

    /// <summary>Counts wrong codes of a customer, where one is known, and of the calling till.</summary>
    public static Outcome<int> Count(CommandContext context, CustomerId? customer, int wrong)
    {
        // What the refused command did is gone, a till that it registered too.
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        Account? account = null;
        if (customer is { } known && context.Member(known, out account) is { } unknown) return unknown;
        var limits = Limits(context);
        if (account is not null && limits.PerCustomer is not null) Count(context, context.Take(account, context.NotLate(account, context.Recorded)), wrong, limits);
        if (limits.PerTill is null || context.Place == 0) return context.Accept(wrong);
        var owner = Owner.OfPlace(context.Place);
        var till = Accounts.Find(context.Work, owner) ?? new Account(owner);
        Count(context, new AccountHand(till, new StoredLots(context.Work, owner), context.Recorded, context.Recorded), wrong, limits);
        return context.Accept(wrong);
    }

    private static void Count(CommandContext context, AccountHand hand, int wrong, WrongCodeLimits limits)
    {
        hand.Begin(EntryKind.WrongCode, EntryFacts.None, context.Program(context.Recorded).Version);
        hand.Change(new CodesWrong(wrong, IsOver(hand.Account.Get(GuessSection.Kind), context.Recorded, limits)));
        hand.Finish();
        // A key remembers what was done, and nothing was.
        hand.Close(context.Work, context.Header with { Key = null });
    }

    private static CodesStopped? Stopped(CommandContext context, Account? account, int? limit, WrongCodeLimits limits, string field)
    {
        if (limit is not { } most) return null;
        var section = account?.Get(GuessSection.Kind);
        var count = section is null || IsOver(section, context.Recorded, limits) ? 0 : section.Count;
        var rule = field == "Till" ? "code.guesses_of_till" : "code.guesses_of_customer";
        return context.Trace.Fails(rule, null, count < most, count, most) ? new CodesStopped(field, most, section!.Since + limits.Time) : null;
    }

    private static bool IsOver(GuessSection section, Instant now, WrongCodeLimits limits) => section.Count == 0 || now >= section.Since + limits.Time;

    private static WrongCodeLimits Limits(CommandContext context) => context.Program(context.Recorded).Organisation.WrongCodes;
}

/// <summary>Too many wrong codes were given (742: issue and redemption blocked); nothing about codes is answered until then.</summary>
/// <param name="Whose"><c>Customer</c> or <c>Till</c>.</param>
/// <param name="Limit">How many wrong codes are let through.</param>
/// <param name="Until">From when on codes are answered again.</param>
public sealed record CodesStopped(string Whose, int Limit, Instant Until)
    : Refusal("code.stopped", Whose, FormattableString.Invariant($"{Whose}: {Limit} wrong codes were given; codes are answered again from {Until} on."));
