using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Codes with which members confirm redemptions (points R37) and consent (customers R51).</summary>
internal static class ValidationCodeFlow
{
    /// <summary>Wrong codes after which the right one is no longer good.</summary>
    public const int MostWrong = 5;

    public static Outcome<ValidationCodeIssued> Issue(CommandContext context, IssueValidationCode command)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var print = new Fingerprint("validation_code").With("points", command.Points).With("action", command.Action == CodeAction.Points ? null : (long?)command.Action).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(context, command.Customer, first), replayed: true);
        var program = context.Program(context.Recorded);
        if (!Enum.IsDefined(command.Action)) return new InvalidValue("Action", command.Action.ToString("D"), "a known action");
        var units = 0L;
        if (command.Action == CodeAction.Points && program.Movable(command.Points, context.Trace, out units) is { } immovable) return immovable;
        if (command.Action != CodeAction.Points && command.Points != 0) return new InvalidValue("Points", Invariant($"{command.Points}"), "0 for what is no redemption");
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (command.Action == CodeAction.Points && Redeems(context, account!, program) is { } stopped) return stopped;
        var now = account!.Get(ValidationCodeSection.Kind).Of(command.Action);
        var isGood = IsGood(now, context.Recorded);
        context.Trace.Note("redemption.code_new", "points R37", !isGood, isGood ? "one is good" : "none is good", "none that is good");
        var hand = context.Take(account, context.NotLate(account, context.Recorded));
        hand.Begin(EntryKind.ValidationCode, EntryFacts.None, program.Version);
        hand.Change(isGood
            ? new ValidationCodeSet(command.Action, now.Serial, Math.Max(now.Units, units), now.Until)
            : new ValidationCodeSet(command.Action, now.Serial + 1, units, context.Recorded + Duration.FromMinutes(program.Program.Redemption.Codes.ValidMinutes)));
        var position = RedemptionFlow.Close(context, hand);
        context.RememberKey(command.Customer.Value, null, print, position);
        return context.Accept(Told(context, command.Customer, hand.OwnEntry) with { IsNew = !isGood });
    }

    private static Refusal? Redeems(CommandContext context, Account account, ProgramSnapshot program) =>
        Members.NotEnrolled(account, context.Trace) ?? Members.Stopped(account, program, StatusRestriction.PointsRedemption, context.Recorded, context.Trace)
        ?? (context.Trace.Fails("redemption.allowed", "points R30", program.Program.Redemption.Allowed, program.Program.Redemption.Allowed, true) ? new RedemptionOff() : null);

    /// <summary>Whether a redemption that is in order otherwise is confirmed; a wrong code is counted although it is refused.</summary>
    public static Refusal? Check(CommandContext context, AccountHand hand, ProgramSnapshot program, string? given, bool skips, long units)
    {
        var rules = program.Program.Redemption.Codes;
        // Whether points could be redeemed is told without a code.
        if (!rules.Required || (context.Options.Simulate && given is null)) return null;
        var trace = context.Trace;
        if (skips && !trace.Fails("redemption.code_skipped", "points R37", rules.TillsThatSkip.Contains(context.Actor.Till ?? "", StringComparer.Ordinal), context.Actor.Till ?? "", "a till that may skip it")) return null;
        if (trace.Fails("redemption.code_given", "points R37", !string.IsNullOrEmpty(given), string.IsNullOrEmpty(given) ? "none" : "one", "one")) return new ValidationCodeMissing();
        var isRight = IsRight(context, hand.Account, CodeAction.Points, given!, out var code);
        return trace.Fails("redemption.code", "points R37", isRight && units <= code.Units, isRight ? "the code" : "no such code", isRight ? "one for as many points" : "the code") ? new ValidationCodeWrong() : null;
    }

    /// <summary>Whether a code is the one that a member was given for an action, and good still; a wrong one is counted although what it was given for is refused.</summary>
    public static bool IsRight(CommandContext context, Account account, CodeAction action, string given, out ValidationCodeState code)
    {
        var owner = account.Owner.Key;
        code = account.Get(ValidationCodeSection.Kind).Of(action);
        if (IsGood(code, context.Recorded) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.Trim()), Encoding.UTF8.GetBytes(CodeOf(context, owner, action, code.Serial)))) return true;
        if (code.Serial != 0) context.WhenRefused(refused => CountWrong(refused, owner, action));
        return false;
    }

    /// <summary>Uses the code up, within the redemption's own entry.</summary>
    public static void Spend(CommandContext context, AccountHand hand, ProgramSnapshot program, string? given, bool skips)
    {
        if (program.Program.Redemption.Codes.Required && given is not null && !(skips && program.Program.Redemption.Codes.TillsThatSkip.Contains(context.Actor.Till ?? "", StringComparer.Ordinal))) hand.Change(new ValidationCodeTried(CodeAction.Points, true));
    }

    private static bool IsGood(ValidationCodeState code, Instant now) => code is { Serial: > 0, IsSpent: false, Wrong: < MostWrong } && now < code.Until;

    private static void CountWrong(CommandContext context, long owner, CodeAction action)
    {
        // What the refused command did is gone, a till that it registered too.
        if (PlaceDecisions.Resolve(context) is not null || context.Member(new CustomerId(owner)) is not { } account) return;
        var hand = context.Take(account, context.NotLate(account, context.Recorded));
        hand.Begin(EntryKind.WrongCode, EntryFacts.None, context.Program(context.Recorded).Version);
        hand.Change(new ValidationCodeTried(action, false));
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
    }

    /// <summary>6 digits that only the file's secret gives.</summary>
    private static string CodeOf(CommandContext context, long owner, CodeAction action, long serial)
    {
        var writer = new RecordWriter();
        writer.Text("validation code");
        writer.Count(context.Organisation);
        writer.Count(owner);
        writer.Byte((byte)action);
        writer.Count(serial);
        return (context.Seals.Of(writer.Written) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static ValidationCodeIssued Told(CommandContext context, CustomerId customer, JournalEntry entry)
    {
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var set = entry.Changes.OfType<ValidationCodeSet>().First();
        return new(customer, CodeOf(context, entry.Owner.Key, set.Action, set.Serial), program.Points(set.Units), set.Until, program.Program.Redemption.Codes.Channel, IsNew: true, entry.Position);
    }
}
