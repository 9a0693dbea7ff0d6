using System.CommandLine;
using Loyalty;
using NodaTime;
using Pos.Till;

namespace Pos.Commands;

/// <summary><c>statement</c>: a member's points, now or as of any time, and as known at any time.</summary>
internal static class StatementVerb
{
    public static Command Create(Desk desk)
    {
        var member = new Option<string>("--member") { Description = "The shop's number of the member, e-mail, mobile, or id.", HelpName = "ID", Required = true };
        var at = new Option<string?>("--at") { Description = "As of this time: 2026-03-31T23:30:00Z, or a date for the end of that day. Default: now.", HelpName = "INSTANT" };
        var known = new Option<string?>("--known") { Description = "As it was known at this time. Default: now.", HelpName = "INSTANT" };
        var limit = new Option<int>("--limit") { Description = "Most rows, 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var data = CommonOptions.Data();
        var organisation = CommonOptions.Organisation();
        var json = CommonOptions.Json();
        var command = new Command("statement", "Shows a member's points with the entries that led there.") { member, at, known, limit, data, organisation, json };
        command.SetWork(async (parsed, ct) =>
        {
            await using var engine = await DataFile.OpenExistingAsync(desk, parsed.GetRequiredValue(data), ct);
            var text = parsed.GetRequiredValue(member);
            var shop = DataFile.Shop(engine, parsed.GetValue(organisation));
            var found = await MemberSearch.FindAsync(shop, text, ct) ?? throw new UserException($"Nobody is known by '{text}'.");
            var definition = (await shop.Programs.CurrentAsync(ct)).Need().Definition;
            var zone = DateTimeZoneProviders.Tzdb[definition.Program.Zone ?? definition.Organisation.Zone];
            var request = new StatementRequest(found.Id)
            {
                At = TimeText.Read(parsed.GetValue(at), "--at", zone),
                Known = TimeText.Read(parsed.GetValue(known), "--known", zone),
                Limit = parsed.GetValue(limit),
            };
            var statement = (await shop.Points.StatementAsync(request, ct)).Need();
            // What is missing is told as of now, so not beside a statement of another time.
            var progress = request.At is null && request.Known is null ? (await shop.Tiers.ProgressAsync(found.Id, cancellation: ct)).Need() : null;
            var beside = await ProgramPart.ReadAsync(shop, definition, request, ct);
            if (parsed.GetValue(json))
            {
                await desk.Output.WriteLineAsync(JsonLine.Of(StatementSheet.Facts(found, statement, progress, beside)));
            }
            else
            {
                var history = await BalanceHistory.ReadAsync(shop, statement, request.Known, zone, ct);
                StatementSheet.Write(desk.Screen(), found, statement, progress, beside, history, definition.Organisation.Currency, zone);
            }

            return Exit.Done;
        });
        return command;
    }
}
