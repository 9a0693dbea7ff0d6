using Loyalty;
using Pos.Till;

namespace Pos.Keyboard;

/// <summary>The sale that is being rung up.</summary>
internal sealed record OpenSale(Cart Cart)
{
    public CustomerDetails? Member { get; init; }

    public IReadOnlyList<string> Coupons { get; init; } = [];

    public IReadOnlyList<string> PromoCodes { get; init; } = [];

    public IReadOnlyList<string> Gifts { get; init; } = [];

    /// <summary>Points to spend on it.</summary>
    public decimal Points { get; init; }

    /// <summary>What is asked of the engine: what it would come to, by the walk of the checkout. An explanation hints at what is on the shelf too.</summary>
    public CartPreview Asked(bool explain = false) => new(Cart)
    {
        Customer = Member?.Id, Codes = Coupons, PromoCodes = PromoCodes, RedeemPoints = Points, Gifts = Gifts, Explain = explain, Offered = explain ? Shelf.Offered : [],
    };

    /// <summary>The same without a line.</summary>
    public OpenSale Without(int line)
    {
        if (line < 1 || line > Cart.Lines.Count) throw new UserException($"There is no line {line}; the cart has {Cart.Lines.Count}.");
        var cart = Cart.In(Cart.Currency);
        for (var i = 0; i < Cart.Lines.Count; i++)
            if (i != line - 1) cart = cart.Add(Cart.Lines[i]);
        return this with { Cart = cart };
    }
}
