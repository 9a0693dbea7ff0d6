namespace Pos.Tests.Till;

/// <summary>A member who goes on in another.</summary>
public sealed class MergeTests : IDisposable
{
    private readonly Counter _counter = new();

    public void Dispose() => _counter.Dispose();

    [Fact]
    public async Task A_merge_is_tried_then_made_and_the_old_number_leads_to_who_remains()
    {
        var example = Path.Combine(AppContext.BaseDirectory, "examples", "opening-balances.csv");
        (await _counter.RunAsync("import", "--opening-balances", example, "--zone", "Europe/Berlin", "--currency", "EUR")).Done();
        var before = (await _counter.RunAsync("statement", "--member", "M-1001", "--json")).Done().Json.GetProperty("balance").GetProperty("available").GetString();
        var tried = (await _counter.RunAsync("merge", "--member", "M-1002", "--into", "M-1001", "--json")).Done().Json;
        Assert.False(tried.GetProperty("merged").GetBoolean());
        Assert.Equal(before, (await _counter.RunAsync("statement", "--member", "M-1001", "--json")).Done().Json.GetProperty("balance").GetProperty("available").GetString());
        var merged = (await _counter.RunAsync("merge", "--member", "M-1002", "--into", "M-1001", "--yes")).Done();
        Assert.Contains("has gone on in member", merged.Output, StringComparison.Ordinal);
        var (old, now) = ((await _counter.RunAsync("statement", "--member", "M-1002", "--json")).Done().Json, (await _counter.RunAsync("statement", "--member", "M-1001", "--json")).Done().Json);
        Assert.Equal(now.GetProperty("balance").ToString(), old.GetProperty("balance").ToString());
        Assert.Equal(tried.GetProperty("balance").GetString(), now.GetProperty("balance").GetProperty("available").GetString());
        Assert.Equal(2, (await _counter.RunAsync("merge", "--member", "M-1002", "--into", "M-1001", "--yes")).Code);
        (await _counter.RunAsync("verify")).Done();
    }
}
