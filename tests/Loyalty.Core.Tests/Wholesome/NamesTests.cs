using SomeShop.Till;

namespace Loyalty.Tests;

/// <summary>No public type bears a name that implicit usings bring.</summary>
public sealed class NamesTests
{
    [Fact]
    public void Every_public_type_is_named_by_a_program_with_implicit_usings()
    {
        Type[] types = [.. typeof(LoyaltyEngine).Assembly.GetExportedTypes(), .. typeof(LiteDbStore).Assembly.GetExportedTypes(), .. typeof(SqliteStore).Assembly.GetExportedTypes()];
        Assert.Equal(types.Select(type => type.Name).Order(StringComparer.Ordinal), ImplicitNames.All.Select(type => type.Name).Order(StringComparer.Ordinal));
    }
}
