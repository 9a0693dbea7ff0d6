using System.Globalization;

namespace Loyalty;

/// <summary>What alternate currencies may not be, and what of them never changes (points R72).</summary>
internal static class CurrencyChecks
{
    private const string Pointer = "/program/currencies";
    private const int MostActive = 5;

    public static void Check(ProgramDefinition program, FieldFaults faults)
    {
        if (!faults.Stands(Pointer)) return;
        DefinitionCheck.Unique(program.Currencies, Pointer, "/id", currency => currency.Id.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal, faults);
        DefinitionCheck.Unique(program.Currencies, Pointer, "/name", currency => currency.Name, StringComparer.OrdinalIgnoreCase, faults);
        foreach (var (currency, at) in DefinitionCheck.Each(program.Currencies, Pointer, faults)) ExpiryChecks.Check(program, currency.Expiry, ExpiryUse.Default, at + "/expiry", faults);
        if (!faults.IsSound(Pointer)) return;
        var active = program.Currencies.Count(currency => currency.Active);
        if (active > MostActive) faults.AddBetween(Pointer, Invariant($"has {active} active currencies"), Invariant($"at most {MostActive} of them"));
        foreach (var (rule, at) in DefinitionCheck.Each(program.Earning, "/program/earning", faults))
        {
            if (rule.Currency is not { } name || !faults.IsSound(at + "/currency")) continue;
            if (Of(program, name) is null) faults.AddBetween(at + "/currency", $"is {FieldNames.Quote(name)}", "the name of one of currencies");
            else if (faults.IsSound(at + "/kind") && rule.Kind is AllocationKind.Multiplier or AllocationKind.RoundUp) faults.AddBetween(at + "/currency", "is given", $"none with {FieldNames.UpperSnake(rule.Kind.ToString())}");
        }
    }

    /// <summary>What stands in the ledger under a currency's number is counted as it was made.</summary>
    public static IEnumerable<DefinitionFault> Changed(ProgramDefinition before, ProgramDefinition after)
    {
        foreach (var old in before.Currencies)
        {
            var place = Enumerable.Range(0, after.Currencies.Count).Where(i => after.Currencies[i].Id == old.Id).DefaultIfEmpty(-1).First();
            if (place < 0)
            {
                yield return new(Pointer, Invariant($"currency {old.Id} is missing"), "all that there were, active or not: members may have some");
                continue;
            }
            var (now, at) = (after.Currencies[place], Invariant($"{Pointer}/{place}"));
            if (now.Scale != old.Scale) yield return new(at + "/scale", Invariant($"is {now.Scale}"), Invariant($"{old.Scale}: it stands in the ledger at this scale"));
            if (now.Redeemable != old.Redeemable) yield return new(at + "/redeemable", now.Redeemable ? "is true" : "is false", "what it was made with");
            if (now.Returnable != old.Returnable) yield return new(at + "/returnable", now.Returnable ? "is true" : "is false", "what it was made with");
        }
    }

    /// <summary>The program as those see it to whom a currency is its points: its scale, rounding, ratio and expiry; nothing is asked of a redemption.</summary>
    public static ProgramDefinition In(ProgramDefinition program, AlternateCurrency currency) => program with
    {
        Points = new() { Scale = currency.Scale, Rounding = currency.Rounding, Ratio = currency.Ratio, Expiry = currency.Expiry },
        Redemption = new() { Allowed = program.Redemption.Allowed && currency.Redeemable, AllowReversal = program.Redemption.AllowReversal, HoldMinutes = program.Redemption.HoldMinutes },
    };

    /// <summary>The currency with a name, whatever its case, or null.</summary>
    public static AlternateCurrency? Of(ProgramDefinition program, string name)
    {
        foreach (var currency in program.Currencies)
            if (currency.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return currency;
        return null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
