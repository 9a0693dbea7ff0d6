using System.Text;
using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>JSON, XML, numbers, flags and times as the wire has them.</summary>
public sealed class NotationTests
{
    [Theory]
    [Trait("rule", "api-conventions R16")]
    [InlineData("\"100.10\"", "100.10")]
    [InlineData("100.10", "100.10")]
    [InlineData("\" +5 \"", "5")]
    [InlineData("1e2", "100")]
    [InlineData("15E-1", "1.5")]
    [InlineData("0.1000000000000000000000000001", "0.1000000000000000000000000001")]
    public void Numbers_are_read_from_their_text(string json, string value) =>
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Form($$"""{"a":{{json}}}""").Number("a"));

    [Theory]
    [Trait("rule", "api-conventions R16")]
    [Trait("rule", "api-conventions R19a")]
    [InlineData("\"1,000\"")]
    [InlineData("\"1e3\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("1e400")]
    [InlineData("0.12345678901234567890123456789")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public void What_is_no_number_is_refused_not_guessed(string json)
    {
        var form = Form($$"""{"a":{{json}}}""");
        Assert.Null(form.Number("a"));
        Assert.Equal("a", form.Fault?.Field);
    }

    [Fact]
    public void A_mandatory_number_is_not_empty()
    {
        var form = Form("""{"a":""}""");
        form.RequiredNumber("a");
        Assert.Equal("a is missing", form.Fault?.Message);
    }

    [Theory]
    [Trait("rule", "api-conventions R16")]
    [InlineData("10.0", 10)]
    [InlineData("\"7\"", 7)]
    public void Whole_numbers_may_have_a_point(string json, long value) => Assert.Equal(value, Form($$"""{"a":{{json}}}""").Whole("a"));

    [Theory]
    [Trait("rule", "api-conventions R16")]
    [InlineData("100.500", "100.5")]
    [InlineData("1000", "1000")]
    [InlineData("0.00", "0")]
    [InlineData("0.0000001", "0.0000001")]
    public void Numbers_are_written_without_trailing_zeros_or_exponent(string value, string text) =>
        Assert.Equal($$"""{"a":{{text}}}""", Json(new() { { "a", decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture) } }, asText: false));

    [Theory]
    [Trait("rule", "api-conventions R17")]
    [InlineData("true", true)]
    [InlineData("\"FALSE\"", false)]
    [InlineData("1", true)]
    [InlineData("\"0\"", false)]
    [InlineData("\"Yes\"", true)]
    [InlineData("\"no\"", false)]
    public void Flags_come_in_many_words(string json, bool value) => Assert.Equal(value, Form($$"""{"a":{{json}}}""").Flag("a"));

    [Fact]
    [Trait("rule", "api-conventions R17")]
    public void Words_are_compared_without_case_and_blanks() => Assert.Equal("REGULAR", Form("""{"a":" regular "}""").Word("a", "REGULAR", "RETURN"));

    [Fact]
    [Trait("rule", "api-conventions R18")]
    public void The_last_of_equal_names_wins_and_unknown_ones_do_no_harm()
    {
        var form = Form("""{"a":"1","b":{"c":[null]},"a":"2","A":"3"}""");
        Assert.Equal("2", form.Text("a"));
        Assert.Null(form.Fault);
    }

    [Fact]
    [Trait("rule", "api-conventions R18")]
    public void A_control_character_is_refused_and_a_line_break_is_not()
    {
        Assert.Equal(400, JsonNotation.Read("""{"a":"x\u0001"}"""u8).Fault?.Status);
        Assert.Null(JsonNotation.Read("""{"a":"x\n\t\r"}"""u8).Fault);
    }

    [Fact]
    [Trait("rule", "api-conventions R18")]
    public void A_byte_order_mark_is_passed_over() => Assert.Equal("1", JsonNotation.Read([.. Encoding.UTF8.Preamble, .. "{\"a\":1}"u8]).Node["a"].Text);

    [Fact]
    [Trait("rule", "api-conventions R35")]
    public void Depth_and_length_have_limits()
    {
        Assert.Equal(400, JsonNotation.Read(Encoding.UTF8.GetBytes(new string('[', 33) + new string(']', 33))).Fault?.Status);
        Assert.Equal(413, JsonNotation.Read(Encoding.UTF8.GetBytes($"\"{new string('x', 70_000)}\"")).Fault?.Status);
        Assert.Equal(400, XmlNotation.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 40)) + string.Concat(Enumerable.Repeat("</a>", 40))), false).Fault?.Status);
    }

    [Theory]
    [Trait("rule", "api-conventions R13")]
    [InlineData("""{"x":{"field":[{"name":"n","value":"v"}]}}""", 1)]
    [InlineData("""{"x":{"field":{"name":"n","value":"v"}}}""", 1)]
    [InlineData("""{"x":[{"name":"n","value":"v"},{"name":"m","value":"w"}]}""", 2)]
    [InlineData("""{"x":null}""", 0)]
    [InlineData("""{"x":""}""", 0)]
    [InlineData("""{}""", 0)]
    public void A_list_comes_in_many_shapes(string json, int count)
    {
        var form = Form(json);
        Assert.Equal(count, form.List("x", "field").Count);
        Assert.Null(form.Fault);
    }

    [Fact]
    [Trait("rule", "api-conventions R12")]
    [Trait("rule", "api-conventions scenario 9")]
    public void Xml_reads_as_json_does()
    {
        var (node, fault) = XmlNotation.Read("""<?xml version="1.0" encoding="UTF-8"?><root><!-- n --><customer a="1"><mobile>44</mobile><extended_fields/><f><x>1</x><x>2</x></f></customer></root>"""u8.ToArray(), false);
        Assert.Null(fault);
        var customer = Hosting.Form.Of(node).Part("root").Part("customer");
        Assert.Equal("44", customer.Text("mobile"));
        Assert.Empty(customer.List("extended_fields", "field"));
        Assert.Equal(["1", "2"], customer.Part("f").Texts("x"));
        Assert.Equal(400, XmlNotation.Read("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"u8.ToArray(), false).Fault?.Status);
        Assert.Equal(400, XmlNotation.Read("<a><?php x?></a>"u8.ToArray(), false).Fault?.Status);
        Assert.Equal("Body is not well-formed XML at line 2", XmlNotation.Read("<a>\n<b></a>"u8.ToArray(), false).Fault?.Message);
    }

    [Fact]
    [Trait("rule", "api-conventions R14")]
    public void V11_writes_text_but_for_codes()
    {
        var doc = new Doc { { "success", true }, { "code", new Native(200) }, { "total", 2 }, { "gone", null }, { "items", new[] { new Doc { { "a", 1m } } } } };
        Assert.Equal("""{"success":"true","code":200,"total":"2","gone":"","items":[{"a":"1"}]}""", Json(doc, asText: true));
        Assert.Equal("""<?xml version="1.0" encoding="UTF-8"?><r><success>true</success><code>200</code><total>2</total><gone></gone><items><a>1</a></items></r>""", Encoding.UTF8.GetString(XmlNotation.Write(new() { { "r", doc } })));
    }

    [Fact]
    [Trait("rule", "api-conventions R15")]
    public void V2_writes_native_types_and_leaves_out_what_is_missing() =>
        Assert.Equal("""{"id":5,"ok":true,"none":null,"list":[]}""", Json(new() { { "id", 5L }, { "ok", true }, { "gone", null }, { "none", Doc.Null }, { "list", Array.Empty<Doc>() } }, asText: false));

    [Theory]
    [Trait("rule", "api-conventions R24")]
    [Trait("rule", "api-conventions scenario 11")]
    [InlineData("Europe/London", "2026-10-25 01:30:00", "2026-10-25T00:30:00Z")]
    [InlineData("America/New_York", "2026-03-08 02:30:00", "2026-03-08T07:30:00Z")]
    [InlineData("Asia/Singapore", "2026-07-01 09:15:00", "2026-07-01T01:15:00Z")]
    public void Local_times_resolve_as_documented(string zone, string text, string instant) =>
        Assert.Equal(instant, Times.Read(text, DateTimeZoneProviders.Tzdb[zone])?.ToString());

    [Theory]
    [Trait("rule", "api-conventions R19a")]
    [InlineData("2026/01/15 9:05:00", "2026-01-15T09:05:00Z")]
    [InlineData("2026-01-15 9:05:00 PM", "2026-01-15T21:05:00Z")]
    [InlineData("2026-01-15T09:05:00+05:30", "2026-01-15T03:35:00Z")]
    [InlineData("2026-01-15T09:05:00.123Z", "2026-01-15T09:05:00.123Z")]
    [InlineData("2026-01-15+09:05:00", "2026-01-15T09:05:00Z")]
    [InlineData("2026-01-15", "2026-01-15T00:00:00Z")]
    public void Times_come_in_the_forms_that_clients_send(string text, string instant) =>
        Assert.Equal(instant, Times.Read(text, DateTimeZoneProviders.Tzdb["Europe/London"])?.ToString("uuuu-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", null));

    [Fact]
    public void Unix_times_are_seconds_or_milliseconds()
    {
        Assert.Equal(Instant.FromUtc(2024, 1, 21, 9, 6, 51), Times.Unix(1705828011));
        Assert.Equal(Instant.FromUtc(2025, 9, 10, 9, 30), Times.Unix(1757496600000));
        Assert.Null(Times.Unix(long.MaxValue));
        Assert.Null(Times.Unix(long.MinValue));
    }

    private static Form Form(string json)
    {
        var (node, fault) = JsonNotation.Read(Encoding.UTF8.GetBytes(json));
        Assert.Null(fault);
        return Hosting.Form.Of(node);
    }

    private static string Json(Doc doc, bool asText) => Encoding.UTF8.GetString(doc.ToJson(asText));
}
