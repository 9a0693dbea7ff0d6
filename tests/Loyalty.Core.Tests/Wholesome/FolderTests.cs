namespace Loyalty.Tests;

/// <summary>Which folder of Core uses which. The rooms of the house: arrows go one way.</summary>
public sealed class FolderTests
{
    /// <summary>The order in which the folders stand on each other; a folder may use those before it.</summary>
    private static readonly string[] Order =
    [
        "Abstractions",
        "Storage",
        "Ledger",
        "Accounts",
        "Lots",
        "Programs",
        "Commands",
        "Organisations",
        "Customers",
        "Guessing",
        "Reservations",
        "Bills",
        "Items",
        "Tiers",
        "Tallies",
        "Points",
        "Trackers",
        "Standings",
        "Partners",
        "Gifts",
        "Groups",
        "Coupons",
        "CartPromotions",
        "Ties",
        "Merging",
        "Rejections",
        "Sales",
        "Dossiers",
        "Registry",
        "Families",
        "Openings",
        "Requests",
        "Verifying",
    ];

    /// <summary>
    /// The closed lists: every kind of change by its tag on disk, every kind of section by its tag, every kind of paper. They name what stands above them,
    /// each in one place, so that a reader of the file sees the whole format at a glance.
    /// </summary>
    private static readonly string[] ClosedLists = ["EntryChange", "SectionKind", "CustomerPaper"];

    /// <summary>Who calls carries the moment in which it reads, which only the runner of commands looks into.</summary>
    private const string Caller = "Actor";

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Assert.Empty(Repository.FoldersOfTypes().Values.Where(folder => folder.Length > 0).Distinct().Except(Order));

    [Fact]
    public void No_folder_uses_a_later_one()
    {
        var against = FolderArrows.Read()
            .Where(arrow => arrow.From.Length > 0 && Place(arrow.To) > Place(arrow.From) && !ClosedLists.Contains(arrow.User) && arrow is not { User: Caller, Used: "Moment" })
            .Select(arrow => $"{arrow.From}/{arrow.User} -> {arrow.To}/{arrow.Used}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', against));
    }

    /// <summary>The root (the engine and its options) stands above all.</summary>
    private static int Place(string folder) => folder.Length == 0 ? int.MaxValue : Array.IndexOf(Order, folder);
}
