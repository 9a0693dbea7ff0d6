using System.Globalization;

namespace Loyalty;

/// <summary>What programs side by side may not be, and what of them never changes.</summary>
internal static class FurtherProgramChecks
{
    public const string Pointer = "/furtherPrograms";
    private const string Default = "/program";
    private const string OnlyDefault = "none: the default program's hold for all";

    public static void Collect(LoyaltyDefinition definition, FieldFaults faults)
    {
        if (faults.IsSound(Default + "/id") && definition.Program?.Id is { } id and not ProgramDefinition.DefaultId)
            faults.AddBetween(Default + "/id", Invariant($"is {id}"), "1, the default program's, or none");
        if (!faults.Stands(Pointer)) return;
        DefinitionCheck.Unique(definition.FurtherPrograms, Pointer, "/id", program => Invariant($"{program.Id}"), StringComparer.Ordinal, faults);
        DefinitionCheck.Unique(definition.FurtherPrograms, Pointer, "/code", program => program.Code, StringComparer.Ordinal, faults);
        foreach (var (program, at) in DefinitionCheck.Each(definition.FurtherPrograms, Pointer, faults))
        {
            if (faults.IsSound(at + "/id") && program.Id == ProgramDefinition.DefaultId) faults.AddBetween(at + "/id", "is 1", Invariant($"a number from 2 to {ProgramDefinition.LargestId}: 1 is the default program's"));
            if (faults.IsSound(at + "/code") && faults.IsSound(Default + "/code") && program.Code == definition.Program?.Code) faults.AddBetween(at + "/code", $"is {FieldNames.Quote(program.Code)}, as /program/code is", "a value that no other has");
            Absent(at + "/gifts", () => program.Gifts.Count > 0);
            Absent(at + "/partners", () => program.Partners.Count > 0);
            Absent(at + "/groups", () => program.Groups != new GroupRules());
            Absent(at + "/cartPromotions", () => program.CartPromotions is not null);
            DefinitionCheck.OfProgram(definition with { Program = program }, faults.Of(Default, at));
        }

        if (!faults.IsSound(Pointer) || !faults.IsSound(Default + "/points") || !faults.IsSound(Default + "/redemption") || definition.Program is null) return;
        var one = definition.Program.Points.Scale;
        var shares = definition.Program.Redemption.AllPrograms || definition.FurtherPrograms.Any(program => program.Redemption.AllPrograms);
        for (var i = 0; shares && i < definition.FurtherPrograms.Count; i++)
            if (definition.FurtherPrograms[i].Points.Scale is var scale && scale != one) faults.AddBetween(Invariant($"{Pointer}/{i}/points/scale"), Invariant($"is {scale}"), Invariant($"{one}, as /program/points/scale is: a redemption may take the points of all programs"));

        void Absent(string pointer, Func<bool> isGiven)
        {
            if (faults.IsSound(pointer) && isGiven()) faults.AddBetween(pointer, "is given", OnlyDefault);
        }
    }

    /// <summary>The stores of a program are the organisation's.</summary>
    public static void Stores(LoyaltyDefinition definition, FieldFaults faults) => Stores(definition.Organisation, definition.Program.Stores, Default + "/stores", faults);

    /// <summary>Stores that are named are the organisation's, each once.</summary>
    public static void Stores(OrganisationDefinition organisation, IReadOnlyList<string> stores, string pointer, FieldFaults faults)
    {
        if (!faults.Stands(pointer)) return;
        DefinitionCheck.Unique(stores, pointer, "", store => store, StringComparer.Ordinal, faults);
        if (!faults.IsSound("/organisation/stores") || organisation.RegisterUnknownStores) return;
        foreach (var (store, at) in DefinitionCheck.Each(stores, pointer, faults))
            if (faults.IsSound(at) && organisation.Stores.All(known => known.Code != store)) faults.AddBetween(at, $"is {FieldNames.Quote(store)}", "the code of a store of the organisation");
    }

    /// <summary>Members' accounts stand under a program's number: it stays, with what they count in.</summary>
    public static IEnumerable<DefinitionFault> Changed(LoyaltyDefinition before, LoyaltyDefinition after)
    {
        foreach (var old in before.FurtherPrograms)
        {
            var place = Place(after, old.Id);
            if (place < 0) yield return new(Pointer, Invariant($"program {old.Id} is missing"), "all that there were: members may be enrolled in them");
            else
                foreach (var fault in Same(old, after.FurtherPrograms[place])) yield return At(fault, place);
        }
    }

    /// <summary>What never changes of a program, told as of the default one.</summary>
    public static IEnumerable<DefinitionFault> Same(ProgramDefinition before, ProgramDefinition after)
    {
        if (before.Points.Scale != after.Points.Scale)
            yield return new(Default + "/points/scale", Invariant($"the scale is {after.Points.Scale}"), Invariant($"{before.Points.Scale}: points stand in the ledger at this scale"));
        if (before.Code != after.Code)
            yield return new(Default + "/code", $"the code is '{after.Code}'", $"'{before.Code}': a code never changes");
        foreach (var fault in CurrencyChecks.Changed(before, after)) yield return fault;
    }

    /// <summary>Where a further program with a number stands, or -1.</summary>
    public static int Place(LoyaltyDefinition definition, int id)
    {
        for (var i = 0; i < definition.FurtherPrograms.Count; i++)
            if (definition.FurtherPrograms[i].Id == id) return i;
        return -1;
    }

    /// <summary>A fault of the default program, told of a further one.</summary>
    public static DefinitionFault At(DefinitionFault fault, int place) => fault with { Pointer = Invariant($"{Pointer}/{place}{fault.Pointer[Default.Length..]}") };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
