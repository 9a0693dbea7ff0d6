namespace Loyalty;

/// <summary>
/// What a cart comes to at most once its lines have given so much, where one cart promotion may follow. Lines lower its base and may forfeit its
/// condition; a percentage loses no more than they gain, so that the most is where lines give as much as the condition allows. Minor units.
/// </summary>
internal sealed class CartTop
{
    private readonly CartCase _cart;
    private readonly Ending[] _endings;

    public CartTop(CartCase cart, IEnumerable<CartCandidate> candidates)
    {
        _cart = cart;
        _endings = [.. candidates.Where(each => each.Promotion.IsCartLevel).Select(EndingOf)];
    }

    /// <summary>Whether some condition asks for what lines may take away.</summary>
    public bool IsBound => Array.Exists(_endings, each => each.Room < _cart.Subtotal);

    /// <summary>The most with lines that give from so much to so much.</summary>
    public long Of(long least, long most)
    {
        var top = most;
        foreach (var ending in _endings)
        {
            if (ending.Room < least) continue;
            var lines = Math.Min(most, ending.Room);
            top = Math.Max(top, lines + ending.Most(_cart, lines));
        }
        return top;
    }

    /// <summary>What lines must give at least, of so much at most, that the cart can come to a sum; one more than they can where it cannot.</summary>
    public long Needed(long sum, long most)
    {
        long low = 0, high = most + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Of(0, middle) >= sum) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private Ending EndingOf(CartCandidate candidate)
    {
        var room = _cart.Subtotal;
        if (candidate.Definition.Condition.Cart is { Kpi: CartKpi.Subtotal, Operator: not CartOperator.Equals } measure)
        {
            var needed = Math.Min(measure.Value * _cart.Minor, 1e15m);
            room -= (long)(measure.Operator == CartOperator.GreaterThan ? decimal.Floor(needed) + 1 : decimal.Ceiling(needed));
        }
        return new(
            candidate.Promotion.IsPercentage ? candidate.Promotion.Value : candidate.Promotion.Value * _cart.ExactMinor, candidate.Promotion.IsPercentage,
            Ratio.Of(Math.Min(candidate.Allowance.Discount, 1e15m) * _cart.Minor), room,
            _cart.Rules.CartBasis == CartBasis.Net && candidate.Definition.Action.Kind == CartActionKind.Cart);
    }

    /// <param name="Value">Its part of the base, or its sum.</param>
    /// <param name="IsPercentage">Which of them.</param>
    /// <param name="Limit">What limits leave.</param>
    /// <param name="Room">What lines may give without forfeiting it; below 0 when it is out of reach.</param>
    /// <param name="Falls">Whether what lines give lowers its base.</param>
    private sealed record Ending(Ratio Value, bool IsPercentage, Ratio Limit, long Room, bool Falls)
    {
        public long Most(CartCase cart, long lines)
        {
            var value = IsPercentage ? Value * Ratio.Of(Falls ? Math.Max(0, cart.Subtotal - lines) : cart.Subtotal) : Value;
            return Ratio.Min(value, Limit).Round(cart.Rules.Rounding);
        }
    }
}
