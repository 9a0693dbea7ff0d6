using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Random configurations that can be saved, and simpler ones.</summary>
internal static class DefinitionGen
{
    /// <summary>Half an hour of summer time, two hours of it, winter in summer for a month, midnight that does not exist.</summary>
    public static readonly string[] StrangeZones = ["Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca", "Africa/Cairo", "America/Scoresbysund"];

    private static readonly string[] Zones = ["Europe/London", "Asia/Kolkata", "America/Santiago", "Asia/Beirut", "America/New_York", "UTC", .. StrangeZones];

    private static Gen<int> Int(int from, int to) => Gen.Choose(from, to);

    private static Gen<bool> In(int percent) => Int(1, 100).Select(roll => roll <= percent);

    private static readonly Gen<ExpiryRule> Expiry = Gen.Frequency(
        (3, Gen.Constant(new ExpiryRule())),
        (6, Int(1, 60).Select(days => new ExpiryRule { Unit = ExpiryUnit.NumDays, Value = days })),
        (2, Int(1, 4).Select(months => new ExpiryRule { Unit = ExpiryUnit.NumMonths, Value = months })),
        (2, Int(1, 3).Select(months => new ExpiryRule { Unit = ExpiryUnit.NumMonthsEnd, Value = months })),
        (1, Gen.Constant(new ExpiryRule { Unit = ExpiryUnit.NumYears, Value = 1 })),
        (2, Gen.Constant(new ExpiryRule { Unit = ExpiryUnit.MonthEnd })),
        (1, Gen.Constant(new ExpiryRule { Unit = ExpiryUnit.YearEnd })),
        (1, Int(0, 500).Select(days => new ExpiryRule { Unit = ExpiryUnit.FixedDate, Date = new LocalDate(2025, 1, 1).PlusDays(days) })),
        (1, Int(0, 365).Select(days => new ExpiryRule { Unit = ExpiryUnit.FixedDateWithoutYear, Date = new LocalDate(2024, 1, 1).PlusDays(days) })));

    private static Gen<EarningRule> Rule(int number, int tiers) =>
        from basis in Gen.Elements(EarningBasis.Bill, EarningBasis.Line)
        from kind in Gen.Elements(AllocationKind.Percentage, AllocationKind.Percentage, AllocationKind.Fixed, AllocationKind.Step)
        from count in tiers > 1 ? Gen.Elements(1, tiers) : Gen.Constant(1)
        from values in Int(0, 40).ListOf(count)
        from step in Int(1, 20)
        from isPartial in In(40)
        from cap in In(25)
        from most in Int(1, 60)
        from spread in In(40)
        from delay in In(35)
        from days in Int(0, 20)
        from own in In(40)
        from expiry in Expiry
        select new EarningRule
        {
            Id = $"rule{number}",
            On = basis,
            Kind = kind,
            Values = [.. values.Select(value => kind == AllocationKind.Percentage ? value * 7.5m : (decimal)value)],
            Step = kind == AllocationKind.Step ? step * 2.5m : null,
            CountPartialStep = kind == AllocationKind.Step && isPartial,
            Cap = cap ? most : null,
            SpreadOverLines = basis == EarningBasis.Bill && spread,
            DelayDays = delay ? days : null,
            Expiry = own ? expiry : null,
        };

    private static readonly Gen<RedemptionRules> Redemption =
        from isPlain in In(60)
        from minimum in Gen.Elements(0, 0, 5, 20)
        from limit in Gen.Elements<int?>(null, null, 50, 200)
        from multiple in Gen.Elements<int?>(null, null, null, 5)
        from percent in Gen.Elements<int?>(null, null, null, 50)
        from points in Gen.Elements(0, 0, 0, 30)
        from balance in Gen.Elements(0, 0, 0, 40)
        from purchases in Gen.Elements(0, 0, 0, 100)
        from reversal in In(90)
        from allowed in In(95)
        from minutes in Gen.Elements(1, 15, 1440)
        select isPlain
            ? new RedemptionRules()
            : new RedemptionRules
            {
                Allowed = allowed,
                Minimum = minimum,
                Limit = limit,
                MultipleOf = multiple,
                PercentOfBill = percent,
                LifetimePoints = points,
                Balance = balance,
                LifetimePurchases = purchases,
                AllowReversal = reversal,
                HoldMinutes = minutes,
            };

    private static readonly Gen<ReturnRules> Returns =
        from takeBack in In(92)
        from debt in In(50)
        from used in In(80)
        select new ReturnRules { TakeBackPoints = takeBack, AllowDebt = debt, UsedPoints = used ? UsedPointsReturn.RedemptionReference : UsedPointsReturn.Off };

    private static readonly Gen<IReadOnlyList<GiftDefinition>> Gifts =
        from count in Int(0, 2)
        from limit in Int(1, 3)
        from points in Int(1, 60)
        from own in In(50)
        from expiry in Expiry
        select (IReadOnlyList<GiftDefinition>)[.. Enumerable.Range(1, count).Select(i => new GiftDefinition { Id = $"gift{i}", Points = points * i, Limit = limit, Expiry = own ? expiry : null })];

    private static readonly Gen<LoyaltyDefinition> Drawn =
        from zone in Gen.Elements(Zones)
        from programZone in Gen.Elements((string?[])[null, null, .. Zones])
        from currency in Gen.Elements("GBP", "GBP", "JPY", "KWD")
        from scale in Int(0, 3)
        from rounding in Gen.Elements(Enum.GetValues<PointsRounding>())
        from ratio in Gen.Elements(0.01m, 0.1m, 1m, 0.033m)
        from same in Expiry
        from tiers in Int(0, 3)
        from terms in Expiry.ListOf(tiers)
        from byTier in In(25)
        from capped in In(20)
        from most in Int(1, 90)
        from all in In(50)
        from threshold in Int(50, 400)
        from count in Int(1, 3)
        from rules in Gen.CollectToList(Enumerable.Range(1, count).Select(number => Rule(number, tiers)))
        from redemption in Redemption
        from conditions in Redemption.ListOf(tiers)
        from conditionsByTier in In(20)
        from returns in Returns
        from transfer in In(92)
        from gifts in Gifts
        from trackers in TrackerGen.Some(tiers)
        select new LoyaltyDefinition
        {
            Organisation = new() { Code = "acme", Name = "Acme", Zone = zone, Currency = currency },
            Program = new()
            {
                Code = "main",
                Name = "Main",
                Zone = programZone,
                Points = new() { Scale = scale, Rounding = rounding, Ratio = ratio, Expiry = byTier && tiers > 0 ? ByTier(terms) : same },
                Earning = [.. rules],
                EarningCaps = capped ? [new() { Id = 1, Limit = most + 0.5m, Rules = all ? [] : ["rule1"] }] : [],
                Redemption = conditionsByTier && tiers > 0 ? ByTier(redemption, conditions) : redemption,
                Returns = returns,
                AllowTransfer = transfer,
                Tiers = [.. Enumerable.Range(0, tiers).Select(i => new TierDefinition { Name = $"Tier {i + 1}", LifetimePurchases = i == 0 ? null : threshold * i })],
                Gifts = gifts,
                Trackers = trackers,
            },
        };

    private static ExpiryRule ByTier(IEnumerable<ExpiryRule> terms) => new() { Tiers = [.. terms.Select(term => new ExpiryTerm { Unit = term.Unit, Value = term.Value, Date = term.Date })] };

    private static RedemptionRules ByTier(RedemptionRules rules, IEnumerable<RedemptionRules> conditions) => new()
    {
        Allowed = rules.Allowed, PercentOfBill = rules.PercentOfBill, AllowReversal = rules.AllowReversal, HoldMinutes = rules.HoldMinutes,
        Tiers =
        [
            .. conditions.Select(each => new RedemptionCondition
            {
                Minimum = each.Minimum, Limit = each.Limit, MultipleOf = each.MultipleOf, Balance = each.Balance, LifetimePoints = each.LifetimePoints, LifetimePurchases = each.LifetimePurchases,
            }),
        ],
    };

    /// <summary>What cannot be saved (a delay past the expiry, a limit under the minimum) is drawn again.</summary>
    public static readonly Gen<LoyaltyDefinition> Any = Gen.Where(Drawn, definition => DefinitionCheck.Faults(definition).Count == 0);

    public static IEnumerable<LoyaltyDefinition> Simpler(LoyaltyDefinition definition) =>
        SimplerPrograms(definition.Program).Select(program => definition with { Program = program })
            .Append(definition with { Organisation = definition.Organisation with { Zone = "UTC" } })
            .Append(definition with { Organisation = definition.Organisation with { Currency = "GBP" } })
            .Where(simpler => simpler.ToJson() != definition.ToJson() && DefinitionCheck.Faults(simpler).Count == 0);

    private static IEnumerable<ProgramDefinition> SimplerPrograms(ProgramDefinition program)
    {
        yield return program with { Zone = null };
        yield return program with { Tiers = [], Trackers = [], Earning = [.. program.Earning.Select(rule => rule with { Values = [rule.Values[0]] })] };
        yield return program with { Gifts = [] };
        yield return program with { Trackers = [] };
        foreach (var tracker in program.Trackers)
        {
            yield return program with { Trackers = [tracker] };
            foreach (var each in tracker.Cases) yield return program with { Trackers = [tracker with { Cases = [each] }] };
        }
        yield return program with { Redemption = new() };
        yield return program with { EarningCaps = [] };
        yield return program with { Returns = new() };
        yield return program with { Returns = program.Returns with { UsedPoints = UsedPointsReturn.RedemptionReference, TakeBackPoints = true } };
        yield return program with { AllowTransfer = true };
        yield return program with { Points = program.Points with { Ratio = 0.01m } };
        yield return program with { Points = program.Points with { Scale = 0 } };
        yield return program with { Points = program.Points with { Rounding = PointsRounding.HalfUp } };
        yield return program with { Points = program.Points with { Expiry = new() } };
        if (program.Points.Expiry.Unit != ExpiryUnit.Never) yield return program with { Points = program.Points with { Expiry = new() { Unit = ExpiryUnit.NumDays, Value = 30 } } };
        for (var i = 0; i < program.Earning.Count; i++)
        {
            var at = i;
            yield return program with { Earning = [.. program.Earning.Where((_, other) => other != at)] };
            var rule = program.Earning[i];
            EarningRule[] simpler =
            [
                new() { Id = rule.Id, Values = [10m] }, rule with { Cap = null }, rule with { DelayDays = null }, rule with { Expiry = null }, rule with { SpreadOverLines = false },
                rule with { On = EarningBasis.Bill }, rule with { Values = [rule.Values[0]] }, rule with { Kind = AllocationKind.Percentage, Step = null, CountPartialStep = false, Values = [10m] },
            ];
            foreach (var each in simpler) yield return program with { Earning = [.. program.Earning.Select((old, other) => other == at ? each : old)] };
        }
    }
}
