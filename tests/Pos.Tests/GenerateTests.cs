using System.Security.Cryptography;

namespace Pos.Tests;

public sealed class GenerateTests : IDisposable
{
    private readonly Shop _shop = new();

    [Fact]
    public void The_same_seed_gives_the_same_file_on_every_machine()
    {
        var hashes = new List<string>();
        foreach (var seed in new ulong[] { 1, 1, 2 })
        {
            new GenerateCommand(new GenerateOptions(500, seed, _shop.Input)).Run();
            hashes.Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_shop.Input)))[..16]);
        }

        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
        Assert.Equal("d5abcdf5e82e1d29", hashes[0]);
    }

    [Fact]
    public async Task What_is_generated_is_imported_to_the_cent()
    {
        var made = new GenerateCommand(new GenerateOptions(5_000, 42, _shop.Input)).Run();
        _shop.Map = _shop.Map with { Zone = "Europe/London" };
        await _shop.ImportedAsync();

        Assert.Equal(5_000, made.Bills);
        Assert.Equal((made.Bills, made.Lines), (_shop.Sink.Bills.Count, _shop.Sink.Bills.Sum(bill => bill.Lines.Count)));
        Assert.Equal(made.Amount, _shop.Sink.Bills.Sum(bill => bill.Amount));
        Assert.Equal(made.Members, _shop.Sink.Bills.Select(bill => bill.Member).Distinct().Count());
        Assert.False(File.Exists(_shop.RejectedPath));
        Assert.All(_shop.Sink.Bills, bill => Assert.InRange(bill.Lines.Count, 1, 12));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Few_bills_are_no_special_case(long bills) =>
        Assert.Equal(bills, new GenerateCommand(new GenerateOptions(bills, 9, _shop.Input)).Run().Bills);

    public void Dispose() => _shop.Dispose();
}
