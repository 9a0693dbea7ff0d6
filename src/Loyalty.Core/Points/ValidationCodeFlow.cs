using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Loyalty;

/// <summary>Codes with which members confirm redemptions (points R37).</summary>
internal static class ValidationCodeFlow
{
    /// <summary>Wrong codes after which the right one is no longer good.</summary>
    public const int MostWrong = 5;

    public static Outcome<ValidationCodeIssued> Issue(CommandContext context, IssueValidationCode command)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var print = new Fingerprint("validation_code").With("points", command.Points).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(context, command.Customer, first), replayed: true);
        var program = context.Program(context.Recorded);
        if (program.Movable(command.Points, context.Trace, out var units) is { } immovable) return immovable;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if ((Members.NotEnrolled(account!, context.Trace) ?? Members.Stopped(account!, program, StatusRestriction.PointsRedemption, context.Recorded, context.Trace)) is { } stopped) return stopped;
        if (context.Trace.Fails("redemption.allowed", "points R30", program.Program.Redemption.Allowed, program.Program.Redemption.Allowed, true)) return new RedemptionOff();
        var now = account!.Get(ValidationCodeSection.Kind);
        var isGood = IsGood(now, context.Recorded);
        context.Trace.Note("redemption.code_new", "points R37", !isGood, isGood ? "one is good" : "none is good", "none that is good");
        var hand = context.Take(account, context.NotLate(account, context.Recorded));
        hand.Begin(EntryKind.ValidationCode, EntryFacts.None, program.Version);
        hand.Change(isGood
            ? new ValidationCodeSet(now.Serial, Math.Max(now.Units, units), now.Until)
            : new ValidationCodeSet(now.Serial + 1, units, context.Recorded + Duration.FromMinutes(program.Program.Redemption.Codes.ValidMinutes)));
        var position = RedemptionFlow.Close(context, hand);
        context.RememberKey(command.Customer.Value, null, print, position);
        return context.Accept(Told(context, command.Customer, hand.OwnEntry) with { IsNew = !isGood });
    }

    /// <summary>Whether a redemption that is in order otherwise is confirmed; a wrong code is counted although it is refused.</summary>
    public static Refusal? Check(CommandContext context, AccountHand hand, ProgramSnapshot program, string? given, bool skips, long units)
    {
        var rules = program.Program.Redemption.Codes;
        // Whether points could be redeemed is told without a code.
        if (!rules.Required || (context.Options.Simulate && given is null)) return null;
        var trace = context.Trace;
        if (skips && !trace.Fails("redemption.code_skipped", "points R37", rules.TillsThatSkip.Contains(context.Actor.Till ?? "", StringComparer.Ordinal), context.Actor.Till ?? "", "a till that may skip it")) return null;
        if (trace.Fails("redemption.code_given", "points R37", !string.IsNullOrEmpty(given), string.IsNullOrEmpty(given) ? "none" : "one", "one")) return new ValidationCodeMissing();
        var section = hand.Account.Get(ValidationCodeSection.Kind);
        var owner = hand.Account.Owner.Key;
        var isRight = IsGood(section, context.Recorded) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given!.Trim()), Encoding.UTF8.GetBytes(CodeOf(context, owner, section.Serial)));
        if (trace.Fails("redemption.code", "points R37", isRight && units <= section.Units, isRight ? "the code" : "no such code", isRight ? "one for as many points" : "the code"))
        {
            if (!isRight && section.Serial != 0) context.OnRefusal = refused => CountWrong(refused, owner);
            return new ValidationCodeWrong();
        }
        return null;
    }

    /// <summary>Uses the code up, within the redemption's own entry.</summary>
    public static void Spend(CommandContext context, AccountHand hand, ProgramSnapshot program, string? given, bool skips)
    {
        if (program.Program.Redemption.Codes.Required && given is not null && !(skips && program.Program.Redemption.Codes.TillsThatSkip.Contains(context.Actor.Till ?? "", StringComparer.Ordinal))) hand.Change(new ValidationCodeTried(true));
    }

    private static bool IsGood(ValidationCodeSection section, Instant now) => section is { Serial: > 0, IsSpent: false, Wrong: < MostWrong } && now < section.Until;

    private static void CountWrong(CommandContext context, long owner)
    {
        // What the refused command did is gone, a till that it registered too.
        if (PlaceDecisions.Resolve(context) is not null || context.Member(new CustomerId(owner)) is not { } account) return;
        var hand = context.Take(account, context.NotLate(account, context.Recorded));
        hand.Begin(EntryKind.WrongCode, EntryFacts.None, context.Program(context.Recorded).Version);
        hand.Change(new ValidationCodeTried(false));
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
    }

    /// <summary>6 digits that only the file's secret gives.</summary>
    private static string CodeOf(CommandContext context, long owner, long serial)
    {
        var writer = new RecordWriter();
        writer.Text("validation code");
        writer.Count(context.Organisation);
        writer.Count(owner);
        writer.Count(serial);
        return (context.Seals.Of(writer.Written) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static ValidationCodeIssued Told(CommandContext context, CustomerId customer, JournalEntry entry)
    {
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var set = entry.Changes.OfType<ValidationCodeSet>().First();
        return new(customer, CodeOf(context, entry.Owner.Key, set.Serial), program.Points(set.Units), set.Until, program.Program.Redemption.Codes.Channel, IsNew: true, entry.Position);
    }
}
