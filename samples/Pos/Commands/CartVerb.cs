using System.CommandLine;
using Loyalty;
using NodaTime;
using Pos.Till;

namespace Pos.Commands;

/// <summary><c>cart</c>: what a program's promotions make of a cart, with reasons. Nothing is kept.</summary>
internal static class CartVerb
{
    public static Command Create(Desk desk)
    {
        var file = new Argument<string>("cart") { Description = "The cart, a JSON file.", HelpName = "FILE" };
        var promotions = new Option<string?>("--promotions") { Description = "The program with its promotions. Default: what the cart names, else promotions.json beside it.", HelpName = "FILE" };
        var at = new Option<string?>("--at") { Description = "As of this time: 2026-03-31T12:00:00Z, or a date. Default: what the cart says, else now.", HelpName = "INSTANT" };
        var explain = new Option<bool>("--explain") { Description = "Every active promotion with why it does not apply, and what is missing for it." };
        var best = new Option<bool>("--best-deal") { Description = "Search for the lowest total instead of following the ranking." };
        var json = CommonOptions.Json();
        var command = new Command("cart", "Prices a cart by the promotions of a program.") { file, promotions, at, explain, best, json };
        command.SetWork(async (parsed, ct) =>
        {
            var path = parsed.GetRequiredValue(file);
            var cart = CartFile.Read(path);
            var definition = Program(parsed.GetValue(promotions) ?? cart.ProgramBeside(path), parsed.GetValue(best));
            await using var engine = await LoyaltyEngine.OpenAsync(
                options =>
                {
                    options.UseInMemory().UseProgram(definition);
                    options.Clock = desk.Clock;
                },
                ct);
            var shop = engine.For(definition.Organisation.Code);
            if (cart.Store is { } store) shop = shop.AtStore(store);
            var zone = DateTimeZoneProviders.Tzdb[definition.Organisation.Zone];
            var time = TimeText.Read(parsed.GetValue(at) ?? cart.At, "--at", zone);
            var request = new CartPreview(cart.Basket(definition.Organisation.Currency)) { Tenders = cart.Paying(), Offered = cart.OnOffer(), Explain = parsed.GetValue(explain) };
            var offer = (await shop.Carts.PreviewAsync(request, new CallOptions { EffectiveTime = time }, ct)).Need();
            if (parsed.GetValue(json)) await desk.Output.WriteLineAsync(JsonLine.Of(CartPaper.Facts(offer)));
            else CartPaper.Write(desk.Output, offer, definition, request.Explain);
            return Exit.Done;
        });
        return command;
    }

    private static LoyaltyDefinition Program(string path, bool best)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The program {path} cannot be read: {fault.Message}", fault);
        }

        var reading = LoyaltyDefinition.FromJson(text);
        if (reading.Definition is not { } definition) throw new UserException($"{path}:{Environment.NewLine}{string.Join(Environment.NewLine, reading.Faults)}");
        if (definition.Program.CartPromotions is not { } rules) throw new UserException($"{path}: the program has no cartPromotions.");
        return best ? definition with { Program = definition.Program with { CartPromotions = rules with { Search = CartSearch.BestDeal } } } : definition;
    }
}
