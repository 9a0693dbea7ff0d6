using NodaTime;

namespace Loyalty;

/// <summary>Enrolling members in further programs (customers R13, tiers R70): an account in each, begun by an entry of its own.</summary>
internal static class ProgramEnrolments
{
    /// <summary>Whether the programs that are named are there.</summary>
    public static Refusal? Check(CommandContext context, IReadOnlyList<EnrolInProgram> programs)
    {
        if (programs is null) return new InvalidValue("Programs", "", "a list, which may be empty");
        if (programs.Count == 0) return null;
        var newest = context.Configurations.Newest(context.Work, context.Organisation);
        foreach (var each in programs)
        {
            if (each is null) return new InvalidValue("Programs", "", "a program");
            if (context.Trace.Checked("program.known", "tiers R70", ProgramScopes.Named(newest, each.Program, null).Refusal, each.Program, "a program of the organisation") is { } unknown) return unknown;
        }
        return null;
    }

    /// <summary>What is named, for a fingerprint.</summary>
    public static string? Print(IReadOnlyList<EnrolInProgram> programs) => programs.Count == 0 ? null
        : string.Join('\n', programs.Select(each => System.FormattableString.Invariant($"{each.Program} {each.Tier?.Number} {each.Tier?.Through:uuuu'-'MM'-'dd}")));

    /// <summary>Enrols a member in what a registration names, in all, and in those of the calling store; tells whether in any it was not in.</summary>
    /// <param name="context">The call; its place is known.</param>
    /// <param name="customer">The customer; who is no member is enrolled in nothing.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="effective">Since when.</param>
    /// <param name="brings">What it brings into each account, or null.</param>
    /// <param name="isNew">Whether it becomes a member by this: then the calling store's programs are meant too.</param>
    public static bool Add(CommandContext context, CustomerId customer, EnrolCustomer command, Instant effective, Action<AccountHand>? brings, bool isNew)
    {
        var newest = context.Configurations.Newest(context.Work, context.Organisation);
        if (newest.Further.Count == 0 || context.Member(customer) is not { } account || !Members.IsEnrolled(account)) return false;
        var isAny = false;
        var store = context.Place == 0 ? null : context.Work.Find(Place.ByNumber, context.Place)?.Store;
        foreach (var further in newest.Further)
        {
            var isMeant = command.InAllPrograms || (isNew && further.Program.Stores.Count > 0 && further.TakesBillsOf(store)) || command.Programs.Any(each => each.Program == further.Program.Code);
            context.Trace.Note("program.enrols", "tiers R70", isMeant, isMeant, further.Program.Code);
            if (!isMeant || Find(context, customer, further) is not null) continue;
            Put(context, customer, further, effective, brings, null);
            isAny = true;
        }
        return isAny;
    }

    /// <summary>The account of a member in a program, or null.</summary>
    public static Account? Find(CommandContext context, CustomerId customer, ProgramSnapshot program) => Accounts.Find(context.Work, Owner.Of(customer, program.Program.Id));

    /// <summary>Begins the account of a member in a program.</summary>
    public static JournalEntry Put(CommandContext context, CustomerId customer, ProgramSnapshot further, Instant effective, Action<AccountHand>? brings, string? key)
    {
        var owner = Owner.Of(customer, further.Program.Id);
        var program = context.Configurations.At(context.Work, context.Organisation, effective, further.Program.Id);
        var hand = new AccountHand(new Account(owner), new StoredLots(context.Work, owner), effective, effective, context);
        hand.Begin(EntryKind.ProgramEnrolment, EntryFacts.None, program.Version);
        hand.Change(new MemberEnrolled(context.Organisation));
        brings?.Invoke(hand);
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = key });
        return hand.OwnEntry;
    }

    /// <summary>The programs that a customer is enrolled in, the default one first.</summary>
    public static Outcome<IReadOnlyList<ProgramMembership>> Of(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        var found = new List<ProgramMembership>();
        var newest = context.Configurations.Newest(context.Work, context.Organisation);
        if (Members.IsEnrolled(account!)) found.Add(Show(customer, newest, account!));
        foreach (var further in newest.Further)
            if (Find(context, customer, further) is { } beside) found.Add(Show(customer, further, beside));
        return context.Accept<IReadOnlyList<ProgramMembership>>(found);
    }

    public static ProgramMembership Show(CustomerId customer, ProgramSnapshot program, Account account) => new(customer, program.Program.Code, program.Program.Id, account.Get(MembershipSection.Kind).EnrolledAt);
}
