namespace Pos.Tests;

/// <summary>Test data.</summary>
internal static class Some
{
    /// <summary>The same items in another order, the same one for the same seed.</summary>
    public static T[] Shuffled<T>(IEnumerable<T> items, ulong seed)
    {
        var result = items.ToArray();
        var dice = new GenerateDice(seed);
        for (var i = result.Length - 1; i > 0; i--)
        {
            var j = (int)dice.Below(i + 1);
            (result[i], result[j]) = (result[j], result[i]);
        }

        return result;
    }
}
