using Loyalty;

namespace Pos.Till;

/// <summary>What the shop of the demonstration sells.</summary>
internal sealed record Article(string Sku, string Name, decimal Price);

/// <summary>The goods, and baskets of them that are the same on every machine.</summary>
internal static class Shelf
{
    public static readonly Article FirstEdition = new("BOOK-90", "First edition, signed", 520.00m);

    private static readonly Article[] s_articles =
    [
        new("TEA-05", "Darjeeling first flush", 12.00m),
        new("BOOK-11", "Paperback", 9.99m),
        new("MUG-01", "Stoneware mug", 7.50m),
        new("BOOK-42", "Illustrated atlas", 85.00m),
        new("TEA-07", "Tea caddy, lacquered", 34.50m),
        new("POT-03", "Cast-iron teapot", 56.00m),
        new("BOOK-23", "Cookery book", 28.00m),
        new("CARD-02", "Greeting card", 3.20m),
    ];

    private static readonly Dictionary<string, Article> s_known = s_articles.Append(FirstEdition).ToDictionary(article => article.Sku, StringComparer.Ordinal);

    /// <summary>What the till may offer beside the cart.</summary>
    public static IReadOnlyList<OfferedItem> Offered { get; } =
        [.. s_articles.Select(article => new OfferedItem(article.Sku, article.Price) { Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = article.Name } })];

    public static string NameOf(string sku) => s_known.TryGetValue(sku, out var article) ? article.Name : sku;

    public static decimal? PriceOf(string sku) => s_known.TryGetValue(sku, out var article) ? article.Price : null;

    /// <summary>A basket of 1 to 3 articles, chosen by a number alone.</summary>
    public static Cart Basket(string currency, long number)
    {
        var cart = Cart.In(currency);
        for (var i = 0; i <= number % 3; i++)
        {
            var article = s_articles[((number * 3) + (i * 5)) % s_articles.Length];
            cart = cart.Add(article.Sku, 1 + ((number + i) % 4 == 0 ? 1 : 0), article.Price);
        }

        return cart;
    }
}
