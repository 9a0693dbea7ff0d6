using NodaTime;
using NodaTime.Testing;

namespace Pos.Tests.Till;

/// <summary>The till at the counter, typed at.</summary>
public sealed class KeyboardTests : IDisposable
{
    private readonly Counter _counter = new();
    private readonly FakeClock _clock = new(Instant.FromUtc(2026, 6, 1, 12, 0));

    public void Dispose() => _counter.Dispose();

    /// <summary>Types lines and answers what each was answered with, without the prompt; the greeting is first.</summary>
    private async Task<string[]> TypeAsync(params string[] lines) => await TypeAsync([], lines);

    private async Task<string[]> TypeAsync(string[] options, string[] lines)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(string.Join('\n', lines));
        var code = await PosApp.RunAsync(["till", "--data", _counter.Data, .. options], new Desk(output, error, _clock, input), CancellationToken.None);
        Assert.True(code == 0, error.ToString());
        Assert.Equal("", error.ToString());
        var parts = System.Text.RegularExpressions.Regex.Split(output.ToString(), "^(?:till|[^\n>]{1,40})> ", System.Text.RegularExpressions.RegexOptions.Multiline);
        Assert.Equal(lines.Length + 2, parts.Length);
        return parts;
    }

    [Fact]
    public async Task A_sale_is_rung_up_paid_and_one_item_comes_back()
    {
        var told = await TypeAsync("enrol +447700900199 Mia Berg", "BOOK-42 x2", "MUG-01 @7.00", "void 2", "pay", "return T-07/000001 1x1", "statement");
        Assert.Contains("enrolled: Mia Berg, member 1", told[1], StringComparison.Ordinal);
        Assert.Contains("1. 2 x Illustrated atlas  170.00", told[2], StringComparison.Ordinal);
        Assert.Contains("1 lines, 170.00", told[4], StringComparison.Ordinal);
        Assert.Contains("Bill T-07/000001", told[5], StringComparison.Ordinal);
        Assert.Matches("Total GBP +170\\.00", told[5]);
        Assert.Contains("Return T-07/RT-000001", told[6], StringComparison.Ordinal);
        Assert.Matches("Money back GBP +85\\.00", told[6]);
        // 8.5 of the bill were 9 points, and six tens of the line were promised: half of each goes.
        Assert.Matches("points +5, 30 promised", told[7]);
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task A_clock_that_has_leapt_is_accepted_at_the_till_or_at_its_start()
    {
        using var typed = new InterruptedReader(() => _clock.AdvanceDays(500), "enrol +447700900199 Mia Berg", "BOOK-42", "pay", "BOOK-42", "!", "pay", "clock", "pay");
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await PosApp.RunAsync(["till", "--data", _counter.Data], new Desk(output, error, _clock, typed), CancellationToken.None));
        var told = string.Join(' ', output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("Bill T-07/000001.*sale: refused, clock.jumped.*\\('clock' accepts the time as it stands.\\).*accepted as it stands.*Bill T-07/000002", told);

        _clock.AdvanceDays(500);
        Assert.EndsWith("If the clock is right, run again with --accept-clock.", (await RunAsync("till")).TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("Bill T-07/000003", (await TypeAsync(["--accept-clock"], ["member +447700900199", "BOOK-42", "pay"]))[3], StringComparison.Ordinal);

        async Task<string> RunAsync(string verb)
        {
            using var input = new StringReader("");
            Assert.Equal(2, await PosApp.RunAsync([verb, "--data", _counter.Data], new Desk(output, error, _clock, input), CancellationToken.None));
            return error.ToString();
        }
    }

    [Fact]
    public async Task A_number_that_another_till_took_is_not_asked_for_again()
    {
        using var typed = new InterruptedReader(
            () => Task.Run(() => TypeAsync("member +447700900199", "BOOK-42", "pay")).GetAwaiter().GetResult(),
            "enrol +447700900199 Mia Berg", "BOOK-42", "pay", "MUG-01", "!", "pay", "pay");
        using var output = new StringWriter();
        Assert.Equal(0, await PosApp.RunAsync(["till", "--data", _counter.Data], new Desk(output, output, _clock, typed), CancellationToken.None));

        Assert.Matches("(?s)Bill T-07/000001.*pay: refused, bill.duplicate.*Bill T-07/000003", output.ToString());
    }

    /// <summary>Somebody who types, and something that happens meanwhile, at a '!'.</summary>
    private sealed class InterruptedReader(Action happens, params string[] lines) : StringReader(string.Join('\n', lines))
    {
        public override string? ReadLine()
        {
            var line = base.ReadLine();
            if (line != "!") return line;
            happens();
            return base.ReadLine();
        }
    }

    [Fact]
    public async Task A_refusal_is_told_and_why_names_the_rule_with_what_it_saw_and_needs()
    {
        var told = await TypeAsync("why", "enrol +447700900199 Mia Berg", "MUG-01 x20", "points 500", "pay", "why", "points 0", "pay", "why");
        Assert.StartsWith("Nothing has been asked yet.", told[1], StringComparison.Ordinal);
        Assert.Contains("refused, points.insufficient", told[5], StringComparison.Ordinal);
        Assert.Contains("FAILS  redemption.available: saw 0, needs 500 (points R30)", told[6], StringComparison.Ordinal);
        Assert.Contains("holds  redemption.minimum: saw 500, needs 100", told[6], StringComparison.Ordinal);
        Assert.Contains("Bill T-07/000001", told[8], StringComparison.Ordinal);
        // What was done has its reasons too: what was earned, and why the tier stayed.
        Assert.StartsWith("pay: done.", told[9], StringComparison.Ordinal);
        Assert.Matches("holds  earning\\.base.*\\(points R1\\d\\)", told[9]);
        Assert.Matches("FAILS  tier\\.next: saw [0-9]+, needs 500 \\(tiers R1\\)", told[9]);
    }

    [Fact]
    public async Task Goodwill_that_needs_a_second_pair_of_eyes_is_approved_by_somebody_else()
    {
        var program = _counter.PathOf("strict.json");
        await File.WriteAllTextAsync(program, """
            {
              "organisation": { "code": "acme", "name": "Acme", "zone": "Europe/London", "currency": "GBP" },
              "program": { "code": "club", "name": "Club", "manual": { "limit": 10, "authorities": [{ "user": "boss", "limit": 500 }], "needsApproval": true } }
            }
            """);
        var told = await TypeAsync(["--program", program, "--user", "trainee"], ["enrol +447700900199 Mia Berg", "goodwill 50 cold tea", "approve 1", "user clerk", "approve 1", "why", "user boss", "approve 1", "why", "statement"]);
        Assert.Contains("Request 1 of trainee waits", told[2], StringComparison.Ordinal);
        Assert.Contains("refused, manual.approval_missing", told[3], StringComparison.Ordinal);
        Assert.Contains("refused, manual.above_authority", told[5], StringComparison.Ordinal);
        Assert.Contains("FAILS  manual.authority: saw 50, needs 10 (points R60)", told[6], StringComparison.Ordinal);
        Assert.Contains("50 points given, approved by boss.", told[8], StringComparison.Ordinal);
        Assert.Contains("holds  manual.authority: saw 50, needs 500 (points R60)", told[9], StringComparison.Ordinal);
        Assert.Matches("points +50", told[10]);
    }

    [Fact]
    public async Task It_goes_on_from_the_file_and_points_are_given_and_sent()
    {
        await TypeAsync("enrol +447700900199 Mia Berg", "enrol +447700900198 Bo Ek", "goodwill 200 cold tea", "MUG-01", "pay");
        var told = await TypeAsync("member +447700900198", "send 150 +447700900199", "send 100 +447700900199", "why", "member +447700900199", "MUG-01 x20", "points 100", "show", "pay");
        Assert.Contains("Bo Ek, member 2: 200 points, Bronze", told[1], StringComparison.Ordinal);
        Assert.Contains("150 points sent to Mia Berg, who has 150 now; 50 are left.", told[2], StringComparison.Ordinal);
        Assert.Contains("send: refused", told[3], StringComparison.Ordinal);
        Assert.Contains("FAILS", told[4], StringComparison.Ordinal);
        Assert.Matches("To pay +149\\.00 GBP", told[8]);
        Assert.Contains("Bill T-07/000002", told[9], StringComparison.Ordinal);
        Assert.Matches("100 points +-1\\.00", told[9]);
        (await _counter.RunAsync("verify")).Done();
    }

    [Fact]
    public async Task Promotions_are_shown_line_by_line_with_what_is_missing_for_others()
    {
        var told = await TypeAsync(
            ["--program", Path.Combine(AppContext.BaseDirectory, "examples", "promotions.json")],
            ["MUG-01", "TEA-05 x3", "explain", "promo HELLO", "show", "pay"]);
        Assert.Matches("10 % from 40\\.00 +-3\\.60", told[3]);
        Assert.Contains("- 3 teas for 2: condition.products.quantity", told[3], StringComparison.Ordinal);
        Assert.Contains("code HELLO: code.unknown", told[5], StringComparison.Ordinal);
        Assert.Contains("Sold to nobody", told[6], StringComparison.Ordinal);
    }

    /// <summary>A bundle of a mug and tea, and a tenth off from 20.00.</summary>
    private const string Bundles = """
        {
          "organisation": { "code": "acme", "name": "Acme", "zone": "Europe/London", "currency": "GBP" },
          "program": {
            "code": "club", "name": "Club",
            "cartPromotions": { "promotions": [
              { "id": "bundle", "name": "Mug and tea 15.00", "stackable": true, "from": "2026-01-01T00:00:00Z", "until": "2026-12-31T00:00:00Z",
                "condition": { "products": [ { "match": [ { "values": [ "MUG-01" ] } ], "operator": "EQUALS" }, { "match": [ { "values": [ "TEA-05" ] } ], "operator": "EQUALS" } ] },
                "action": { "kind": "FIXED_PRICE", "value": 15 } },
              { "id": "tenth", "name": "10 % from 20.00", "stackable": true, "priority": 1, "from": "2026-01-01T00:00:00Z", "until": "2026-12-31T00:00:00Z",
                "condition": { "cart": { "value": 20 } }, "action": { "kind": "CART", "value": 10 } }
            ] }
          }
        }
        """;

    [Fact]
    public async Task A_bundle_is_scanned_explained_paid_and_one_item_of_it_comes_back()
    {
        await File.WriteAllTextAsync(_counter.PathOf("bundles.json"), Bundles);
        var told = await TypeAsync(
            ["--program", _counter.PathOf("bundles.json")],
            [
                "enrol +447700900199 Mia Berg", "MUG-01", "explain", "TEA-05", "show", "explain", "coupon NO-SUCH-1", "pay", "why", "cancel",
                "member +447700900199", "MUG-01", "TEA-05", "pay", "return T-01/000001 1", "return T-01/000001 2",
            ]);
        // With the mug alone the bundle lacks its tea, which is on the shelf.
        Assert.Contains("- Mug and tea 15.00: condition.products.quantity, saw 0, needs >= 1", told[3], StringComparison.Ordinal);
        Assert.Contains("> 1 more of TEA-05 for Mug and tea 15.00: 4.50 more off, 7.50 more to pay", told[3], StringComparison.Ordinal);
        // Line by line: 4.50 off 19.50, by what each costs.
        Assert.Matches("(?s)1 x MUG-01 +7\\.50\\s+Mug and tea 15\\.00 +-1\\.73\\s+1 x TEA-05 +12\\.00\\s+Mug and tea 15\\.00 +-2\\.77\\s+Total +15\\.00 GBP", told[5]);
        // 5.00 are missing for the tenth: two of the cheapest on the shelf bring it.
        Assert.Contains("- 10 % from 20.00: condition.subtotal, saw 15, needs >= 20", told[6], StringComparison.Ordinal);
        Assert.Contains("> 2 more of CARD-02 for 10 % from 20.00: 2.14 more off, 4.26 more to pay", told[6], StringComparison.Ordinal);
        // A coupon that is none holds the sale up, says why, and nothing is sold.
        Assert.Matches("refused, coupon\\.[a-z_]+\\. .*NO-SUCH-1", told[8]);
        Assert.StartsWith("coupon.unknown: No coupon 'NO-SUCH-1'", told[9], StringComparison.Ordinal);
        Assert.Contains("holds  cart.promotion: saw bundle gives 4.5", told[9], StringComparison.Ordinal);
        Assert.Contains("0 lines, 0.00", told[10], StringComparison.Ordinal);
        Assert.Contains("Bill T-01/000001", told[14], StringComparison.Ordinal);
        Assert.Matches("Total GBP +15\\.00", told[14]);
        // What was paid for the mug within the bundle, then what was paid for the tea: the 15.00 in all.
        Assert.Matches("Money back GBP +5\\.77", told[15]);
        Assert.Matches("Money back GBP +9\\.23", told[16]);
        (await _counter.RunAsync("verify")).Done();
    }

    [Theory]
    [InlineData("XX", "The price of XX is not known")]
    [InlineData("XX x0.5 @nine", "'@nine' after the item XX")]
    [InlineData("void 1", "There is no line 1; the cart has 0.")]
    [InlineData("void", "Say which line")]
    [InlineData("member", "Say who")]
    [InlineData("member nobody", "Nobody is known by 'nobody'")]
    [InlineData("pay", "The cart is empty.")]
    [InlineData("statement", "Say whose first")]
    [InlineData("return", "Say return BILL")]
    [InlineData("return T-07/000001", "No bill T-07/000001 is known.")]
    [InlineData("enrol 12", "Say enrol MOBILE FIRST LAST.")]
    [InlineData("enrol 12 Mia", "enrol: refused, ")]
    [InlineData("approve 7", "approve: refused, goodwill.unknown")]
    public async Task What_cannot_be_done_is_told_and_the_till_goes_on(string typed, string told)
    {
        var answers = await TypeAsync(typed, "MUG-01");
        Assert.StartsWith(told, answers[1], StringComparison.Ordinal);
        Assert.StartsWith("1. 1 x Stoneware mug  7.50", answers[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_word_it_understands()
    {
        var help = (await TypeAsync("help"))[1];
        foreach (var word in new[] { "member ID", "enrol ", "void ", "coupon ", "promo ", "gift ", "points ", "show", "explain", "why", "pay", "cancel", "return BILL", "statement", "goodwill ", "approve ", "send ", "user ", "ITEM ", "quit" })
            Assert.Contains(Environment.NewLine + word, Environment.NewLine + help, StringComparison.Ordinal);
    }
}
