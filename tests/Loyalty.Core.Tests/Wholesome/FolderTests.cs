namespace Loyalty.Tests;

/// <summary>Which folder of Core uses which. The rooms of the house: arrows go one way.</summary>
public sealed class FolderTests
{
    /// <summary>The order in which the folders stand on each other; a folder may use those before it.</summary>
    private static readonly string[] Order =
    [
        "Abstractions", "Storage", "Ledger", "Accounts", "Lots", "Programs", "Commands", "Organisations", "Customers", "Bills", "Tiers", "Points", "Gifts", "Sales", "Verifying",
    ];

    /// <summary>
    /// Arrows against the order that stand today, each with what it is owed to. An arrow that is gone must be struck out here, and no new one comes in.
    /// </summary>
    private static readonly string[] Owed = [];

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Assert.Empty(Repository.FoldersOfTypes().Values.Where(folder => folder.Length > 0).Distinct().Except(Order));

    [Fact]
    public void No_folder_uses_a_later_one_beyond_what_is_owed()
    {
        var against = FolderArrows.Read()
            .Where(arrow => arrow.From.Length > 0 && Place(arrow.To) > Place(arrow.From))
            .Select(arrow => $"{arrow.From} -> {arrow.To}").Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Owed, against);
    }

    /// <summary>The root (the engine and its options) stands above all.</summary>
    private static int Place(string folder) => folder.Length == 0 ? int.MaxValue : Array.IndexOf(Order, folder);
}
