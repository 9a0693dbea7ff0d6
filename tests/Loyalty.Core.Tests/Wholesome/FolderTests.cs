namespace Loyalty.Tests;

/// <summary>Which folder of Core uses which. The rooms of the house: arrows go one way.</summary>
public sealed class FolderTests
{
    /// <summary>The order in which the folders stand on each other; a folder may use those before it.</summary>
    private static readonly string[] Order =
    [
        "Abstractions", "Storage", "Ledger", "Accounts", "Programs", "Rules", "Customers", "Tiers", "Points", "Bills", "Gifts", "Sales",
    ];

    /// <summary>
    /// Arrows against the order that stand today, each with the types that draw it. An arrow that is gone must be struck out here, and no new one comes in.
    /// </summary>
    private static readonly string[] Owed =
    [
        "Abstractions -> Accounts: CommandContext",
        "Abstractions -> Customers: CommandContext",
        "Abstractions -> Ledger: CommandContext",
        "Abstractions -> Points: CommandContext",
        "Abstractions -> Programs: CommandContext",
        "Abstractions -> Storage: CommandContext, Fingerprint, StoreFailed",
        "Abstractions -> engine: CommandContext",
        "Accounts -> Customers: SectionKind",
        "Accounts -> Gifts: SectionKind",
        "Accounts -> Points: AccountHand, EntryFold, SectionKind, Sweep",
        "Accounts -> Tiers: SectionKind",
        "Accounts -> engine: Sweep",
        "Customers -> Points: CustomerOperations",
        "Customers -> engine: EnrolmentDecisions",
        "Ledger -> Accounts: EntryChange, Journal, Rebuild, Verification",
        "Ledger -> Customers: EntryChange, Rebuild",
        "Ledger -> Gifts: EntryChange, Rebuild",
        "Ledger -> Points: EntryChange, Rebuild, Verification",
        "Ledger -> Tiers: EntryChange",
        "Points -> Bills: Exploded, PointsAnswers, RedemptionFlow, Statements",
        "Points -> engine: PointsAnswers, RedemptionFlow",
        "Programs -> Points: ProgramOperations, ProgramSnapshot",
        "Programs -> engine: PlaceDecisions",
        "Sales -> engine: ReturnFlow, SaleFlow",
        "Storage -> engine: GroupCommit",
        "Tiers -> Points: TierOperations",
    ];

    [Fact]
    public void Every_folder_has_its_place_in_the_order() =>
        Assert.Empty(Repository.FoldersOfTypes().Values.Where(folder => folder.Length > 0).Distinct().Except(Order));

    [Fact]
    public void No_folder_uses_a_later_one_beyond_what_is_owed()
    {
        var against = FolderArrows.Read()
            .Where(arrow => arrow.From.Length > 0 && Place(arrow.To) > Place(arrow.From) && !IsHandle(arrow.User, arrow.Used))
            .GroupBy(arrow => $"{arrow.From} -> {(arrow.To.Length == 0 ? "engine" : arrow.To)}", arrow => arrow.User)
            .Select(arrow => $"{arrow.Key}: {string.Join(", ", arrow.Distinct().Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Owed, against);
    }

    /// <summary>A concept's public handle calls the engine that runs it: that is what a handle is.</summary>
    private static bool IsHandle(string user, string used) => user.EndsWith("Operations", StringComparison.Ordinal) && used == nameof(LoyaltyEngine);

    /// <summary>The root (the engine and its options) stands above all.</summary>
    private static int Place(string folder) => folder.Length == 0 ? int.MaxValue : Array.IndexOf(Order, folder);
}
