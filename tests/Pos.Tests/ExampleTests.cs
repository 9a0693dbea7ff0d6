using Pos.Import;

namespace Pos.Tests;

/// <summary>The example that the README walks through does what it says.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task The_example_export_is_imported_with_its_map()
    {
        var examples = Path.Combine(AppContext.BaseDirectory, "examples");
        File.Copy(Path.Combine(examples, "receipts.csv"), _shop.Input);
        _shop.Map = ColumnMapJson.ReadFile(Path.Combine(examples, "receipts.map.json"));
        _shop.Json = true;

        await _shop.ImportedAsync();

        Assert.EndsWith("""{"rows":20,"bills":10,"members":5,"amount":"114.80","points":"109","rejected":2}""" + Environment.NewLine, _shop.Output, StringComparison.Ordinal);
        Assert.Equal(["19,member is empty", "21,negative amount"], _shop.Rejected.Select(line => string.Join(',', line.Split(',')[..2])));
        Assert.Equal("LONDON-1/2/000118", _shop.Sink.Bills[0].Number);
        Assert.Equal("Mug, blue", _shop.Sink.Bills[0].Lines[0].Fields!["description"]);
        Assert.Contains("2 rows at times it skips", _shop.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _shop.Dispose();
}
