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

    /// <summary>Opens a lot for each expiry received; false when the account cannot hold them.</summary>
    public static bool Receive(AccountHand receiver, ProgramSnapshot program, IReadOnlyList<(Instant ExpiresAt, long Units)> sent, Explanation trace)
    {
        foreach (var (expires, units) in sent)
            if (AwardDecisions.Open(receiver, program, AwardKind.Received, 0, 0, units, receiver.Effective, null, expires, Bucket.Transferred, trace) is null) return false;
        return true;
    }
}
