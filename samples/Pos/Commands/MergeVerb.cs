using System.CommandLine;
using System.Globalization;
using Loyalty;

namespace Pos.Commands;

/// <summary><c>merge</c>: one member goes on in another, for ever; tried first unless it is meant.</summary>
internal static class MergeVerb
{
    public static Command Create(Desk desk)
    {
        var member = new Option<string>("--member") { Description = "Who is merged away: the shop's number, e-mail, mobile, or id.", HelpName = "ID", Required = true };
        var into = new Option<string>("--into") { Description = "Who remains.", HelpName = "ID", Required = true };
        var reason = new Option<string?>("--reason") { Description = "Why; it is written into the journal, so nothing personal.", HelpName = "TEXT" };
        var yes = new Option<bool>("--yes") { Description = "Merges; without it the merge is only tried." };
        var data = CommonOptions.Data();
        var organisation = CommonOptions.Organisation();
        var json = CommonOptions.Json();
        var acceptClock = CommonOptions.AcceptClock();
        var command = new Command("merge", "Merges one member into another. It cannot be undone.") { member, into, reason, yes, data, organisation, json, acceptClock };
        command.SetWork(async (parsed, ct) =>
        {
            await using var engine = await DataFile.OpenExistingAsync(desk, parsed.GetRequiredValue(data), ct);
            if (parsed.GetValue(acceptClock)) engine.AcknowledgeClock();
            var (from, to) = (parsed.GetRequiredValue(member), parsed.GetRequiredValue(into));
            var shop = DataFile.Shop(engine, parsed.GetValue(organisation));
            var victim = await MemberSearch.FindAsync(shop, from, ct) ?? throw new UserException($"Nobody is known by '{from}'.");
            var survivor = await MemberSearch.FindAsync(shop, to, ct) ?? throw new UserException($"Nobody is known by '{to}'.");
            var isTrial = !parsed.GetValue(yes);
            var merged = (await shop.Customers.MergeAsync(new(victim.Id, survivor.Id) { Reason = parsed.GetValue(reason) }, new() { Simulate = isTrial }, ct)).Need();
            await desk.Output.WriteLineAsync(parsed.GetValue(json) ? JsonLine.Of(Facts(merged, isTrial)) : Told(merged, isTrial));
            return Exit.Done;
        });
        return command;
    }

    private static object Facts(CustomersMerged merged, bool isTrial) => new
    {
        victim = merged.Victim.Value,
        survivor = merged.Survivor.Value,
        available = Number(merged.Available),
        promised = Number(merged.Promised),
        balance = Number(merged.Balance),
        merged = !isTrial,
    };

    private static string Told(CustomersMerged merged, bool isTrial) =>
        $"Member {merged.Victim} {(isTrial ? "would go" : "has gone")} on in member {merged.Survivor}: {Number(merged.Available)} points and {Number(merged.Promised)} promised, who {(isTrial ? "would have" : "has")} {Number(merged.Balance)} then."
        + (isTrial ? " Nothing was written; --yes merges." : "");

    private static string Number(decimal points) => points.ToString(CultureInfo.InvariantCulture);
}
