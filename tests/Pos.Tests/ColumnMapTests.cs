using Pos.Import;

namespace Pos.Tests;

public class ColumnMapTests
{
    [Fact]
    public void Short_form_names_columns_and_joins_several()
    {
        var map = ColumnMap.FromColumns("member=card, bill = store+receipt ,time=date+hour,amount=paid");

        Assert.Equal(["card"], map.Columns[Role.Member]);
        Assert.Equal(["store", "receipt"], map.Columns[Role.Bill]);
        Assert.Equal(["date", "hour"], map.Columns[Role.Time]);
    }

    [Theory]
    [InlineData("customer=id", "columns: 'customer' is not known. Names are member, bill, time, store, sku, quantity, amount, discount.")]
    [InlineData("member", "columns: 'member' is not name=column. Names are member, bill, time, store, sku, quantity, amount, discount.")]
    [InlineData("member=a,member=b", "columns: member is given twice; join columns with '+'.")]
    public void Short_form_says_what_is_wrong(string columns, string message) =>
        Assert.Equal(message, Assert.Throws<ImportException>(() => ColumnMap.FromColumns(columns)).Message);

    [Fact]
    public void Json_reads_everything_and_bears_comments()
    {
        var map = ColumnMapJson.Read(
            """
            // the shop's own
            { "columns": { "member": "card", "time": "when", "amount": ["net", "tax"], },
              "timeFormat": "yyyyMMdd", "zone": "Europe/London", "currency": "GBP", "keepUnmapped": true, "delimiter": "tab", "decimalComma": true }
            """);

        map.Validate();
        Assert.Equal(["net", "tax"], map.Columns[Role.Amount]);
        Assert.Equal(("yyyyMMdd", "Europe/London", "GBP"), (map.TimeFormat, map.Zone, map.Currency));
        Assert.True(map.KeepUnmapped);
        Assert.Equal('\t', map.Delimiter);
        Assert.True(map.DecimalComma);
    }

    [Theory]
    [InlineData("[]", "map must be an object.")]
    [InlineData("""{"colums":{}}""", "map: /colums is not known. Allowed are columns, timeFormat, zone, currency, keepUnmapped, delimiter, decimalComma.")]
    [InlineData("""{"columns":{"member":3}}""", "map: /columns/member must be a text.")]
    [InlineData("""{"keepUnmapped":"yes"}""", "map: /keepUnmapped must be true or false.")]
    [InlineData("""{"delimiter":"x"}""", "delimiter: 'x' is not one of , ; | tab.")]
    public void Json_says_where_it_is_wrong(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ImportException>(() => ColumnMapJson.Read(json)).Message);

    [Fact]
    public void Json_that_is_none_is_an_error_of_its_own() =>
        Assert.StartsWith("map: not valid JSON", Assert.Throws<ImportException>(() => ColumnMapJson.Read("{")).Message, StringComparison.Ordinal);

    [Fact]
    public void Validation_lists_everything_at_once()
    {
        var map = ColumnMap.FromColumns("member=a+b") with { Zone = "new york", Currency = "usd", TimeFormat = "HH:mm" };

        var message = Assert.Throws<ImportException>(map.Validate).Message;

        Assert.Contains("time has no column: give time=COLUMN.", message, StringComparison.Ordinal);
        Assert.Contains("amount has no column", message, StringComparison.Ordinal);
        Assert.Contains("member takes one column; only bill, time, amount, discount take several.", message, StringComparison.Ordinal);
        Assert.Contains("did you mean America/New_York?", message, StringComparison.Ordinal);
        Assert.Contains("currency 'usd' is not an ISO 4217 code", message, StringComparison.Ordinal);
        Assert.Contains("time format 'HH:mm': it has no year", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_names_the_mapping_and_not_the_order_it_was_written_in()
    {
        var map = ColumnMap.FromColumns("member=a,time=b,amount=c");

        Assert.Equal(map.Hash(), ColumnMap.FromColumns("amount=c,member=a,time=b").Hash());
        Assert.NotEqual(map.Hash(), ColumnMap.FromColumns("member=a,time=b,amount=d").Hash());
        Assert.NotEqual(map.Hash(), (map with { Zone = "Europe/London" }).Hash());
        Assert.NotEqual(map.Hash(), (map with { KeepUnmapped = true }).Hash());
    }
}
