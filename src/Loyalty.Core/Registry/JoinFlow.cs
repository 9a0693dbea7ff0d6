namespace Loyalty;

/// <summary>How an enrolment in a further program walks.</summary>
internal static class JoinFlow
{
    public static Outcome<ProgramMembership> Join(CommandContext context, JoinProgram command)
    {
        if (PlaceDecisions.Resolve(context) is { } placeless) return placeless;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var newest = context.Configurations.Newest(context.Work, context.Organisation);
        var (scope, unknownProgram) = ProgramScopes.Named(newest, command.Program ?? "", null);
        if (context.Trace.Checked("program.known", "tiers R70", unknownProgram, command.Program, "a program of the organisation") is { } unknown) return unknown;
        if (context.Member(command.Customer, out var account) is { } nobody) return nobody;
        if (Members.NotEnrolled(account!, context.Trace) is { } noMember) return noMember;
        var program = newest.Of(scope.Program)!;
        var print = new Fingerprint("join_program").With("program", scope.Program).With("tier", command.Tier?.Number).With("through", command.Tier?.Through is { } through ? (long)Days.Of(through) : null).Value();
        var (first, conflict) = context.RepeatedKey(Owner.Of(command.Customer, scope.Program).Key, null, print);
        if (conflict is not null) return conflict;
        if (ProgramEnrolments.Find(context, command.Customer, program) is { } known)
        {
            if (first is null && command.Tier is not null) context.Warn(new EnrolmentTierIgnored("the customer is a member already"));
            return context.Accept(ProgramEnrolments.Show(command.Customer, program, known), replayed: true);
        }
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        var part = context.Part();
        part.Scope = scope;
        Action<AccountHand>? brings = null;
        if (command.Tier is { } tier && BroughtTier.Check(part, tier, out brings) is { } noTier) return noTier;
        var entry = ProgramEnrolments.Put(context, command.Customer, program, effective, brings, context.Options.Key);
        context.RememberKey(entry.Owner.Key, null, print, entry.Position);
        return context.Accept(ProgramEnrolments.Show(command.Customer, program, ProgramEnrolments.Find(context, command.Customer, program)!));
    }
}
