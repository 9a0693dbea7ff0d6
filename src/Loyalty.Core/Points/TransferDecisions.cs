using NodaTime;

namespace Loyalty;

/// <summary>Sending points to another member (points R62, R63).</summary>
internal static class TransferDecisions
{
    /// <summary>Takes units from the sender's lots in redemption order; gives how many of each expiry.</summary>
    public static IReadOnlyList<(Instant ExpiresAt, long Units)> Send(AccountHand sender, int currency, long units)
    {
        var sent = new List<(Instant ExpiresAt, long Units)>();
        foreach (var draw in RedemptionDecisions.Draw(sender, currency, units, []))
        {
            var lot = sender.Points.Lot(currency, draw.Lot);
            sender.Post(Bucket.Available, Bucket.Transferred, draw.Units, currency, draw.Lot, lot.AvailableSince);
            if (sent.Count > 0 && sent[^1].ExpiresAt == lot.ExpiresAt) sent[^1] = (lot.ExpiresAt, sent[^1].Units + draw.Units);
            else sent.Add((lot.ExpiresAt, draw.Units));
        }
        return sent;
    }

    /// <summary>Opens a lot for each expiry received, or one by the program's rule for what is received; false when the account cannot hold them.</summary>
    public static bool Receive(AccountHand receiver, ProgramSnapshot program, IReadOnlyList<(Instant ExpiresAt, long Units)> sent, Explanation trace)
    {
        if (program.Program.TransferExpiry is { } rule)
        {
            // The farthest of the ends is the last, in the order in which lots are taken.
            var farthest = sent[^1].ExpiresAt;
            var end = rule.From == ExpiryBasis.FarthestPointsTransferredExpiryDate && farthest == Instant.MaxValue ? new(rule, farthest, 0)
                : ExpiryDecisions.Of(receiver, program, rule, 0, program.DateOf(receiver.Effective), LastDay(program, farthest), trace);
            if (AwardDecisions.Open(receiver, program, AwardKind.Received, 0, 0, sent.Sum(static each => each.Units), receiver.Effective, null, end.Lapses, Bucket.Transferred, trace) is not { } lot) return false;
            ExpiryDecisions.Bind(receiver, lot, end, receiver.Effective);
            return true;
        }
        foreach (var (expires, units) in sent)
            if (AwardDecisions.Open(receiver, program, AwardKind.Received, 0, 0, units, receiver.Effective, null, expires, Bucket.Transferred, trace) is null) return false;
        return true;
    }

    private static LocalDate? LastDay(ProgramSnapshot program, Instant end) => end == Instant.MaxValue ? null : program.DateOf(end - Duration.FromTicks(1));
}
