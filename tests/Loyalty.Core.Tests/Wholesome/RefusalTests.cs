using System.Globalization;
using System.Reflection;
using NodaTime;
using NodaTime.Text;

namespace Loyalty.Tests;

/// <summary>Every refusal has one stable code of its own and a sentence that names its facts.</summary>
public sealed class RefusalTests
{
    private static readonly Type[] All = [.. typeof(Refusal).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Refusal)) && !type.IsAbstract)];

    /// <summary>Facts that the code tells: the store's own sentence stands in the message as it is.</summary>
    private static readonly string[] InTheCode = ["StoreFailed.Fault"];

    [Fact]
    public void Every_refusal_is_public_and_sealed() => Assert.All(All, type => Assert.True(type is { IsPublic: true, IsSealed: true }, type.Name));

    [Fact]
    public void Codes_are_dotted_lower_case_and_stand_for_one_refusal_each()
    {
        var codes = All.SelectMany(type => Of(type).Select(refusal => (type, refusal.Code))).Distinct().ToArray();
        Assert.All(codes, each => Assert.Matches("^[a-z]+(_[a-z]+)*(\\.[a-z]+(_[a-z]+)*)+$", each.Code));
        Assert.Empty(codes.GroupBy(each => each.Code).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(each => each.type.Name))}"));
    }

    [Fact]
    public void Every_message_is_a_sentence_that_names_its_facts()
    {
        var silent = new List<string>();
        foreach (var type in All)
        {
            var (refusal, facts) = Make(type, 0);
            // Where a fact is the sentence (a store's own words, a list of faults) it stands as it is.
            if (!facts.Any(fact => refusal.Message == Shown(fact.Value))) Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
            silent.AddRange(facts.Where(fact => !refusal.Message.Contains(Shown(fact.Value), StringComparison.Ordinal)).Select(fact => $"{type.Name}.{fact.Name}"));
        }
        Assert.Equal(InTheCode, silent);
    }

    [Fact]
    public void A_refusal_says_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var told = new List<string[]>();
        foreach (var name in (string[])["", "de-DE", "tr-TR", "ar-SA", "fa-IR"])
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
            try
            {
                told.Add([.. All.Select(type => Make(type, 0).Refusal.ToString())]);
            }
            finally
            {
                CultureInfo.CurrentCulture = culture;
            }
        }
        Assert.All(told, each => Assert.Equal(told[0], each));
    }

    /// <summary>A refusal with each value of its enumerations: its codes.</summary>
    public static IEnumerable<Refusal> Of(Type type) => Enumerable.Range(0, 8).Select(variant => Make(type, variant).Refusal);

    private static (Refusal Refusal, IReadOnlyList<(string Name, object Value)> Facts) Make(Type type, int variant)
    {
        var constructor = type.GetConstructors().Single();
        var facts = constructor.GetParameters().Select((parameter, index) => (Name: parameter.Name!, Value: Sample(parameter.ParameterType, index, variant))).ToArray();
        return ((Refusal)constructor.Invoke([.. facts.Select(fact => fact.Value)]), facts);
    }

    private static object Sample(Type type, int index, int variant)
    {
        if (type == typeof(string)) return $"fact-{index}";
        if (type == typeof(decimal)) return 1234.5m + index;
        if (type == typeof(int)) return 31 + index;
        if (type == typeof(long)) return 4711L + index;
        if (type == typeof(Instant)) return Instant.FromUtc(2026, 3, 4, 5, 6) + Duration.FromDays(index);
        if (type == typeof(int?)) return 31 + index;
        if (type == typeof(LocalDate)) return new LocalDate(2026, 3, 4).PlusDays(index);
        if (type == typeof(CustomerId)) return new CustomerId(51 + index);
        if (type == typeof(GroupId)) return new GroupId(151 + index);
        if (type == typeof(GroupRedemptionId)) return new GroupRedemptionId(251 + index);
        if (type == typeof(BillId)) return new BillId(61 + index);
        if (type == typeof(RedemptionId)) return new RedemptionId(71 + index);
        if (type == typeof(GoodwillId)) return new GoodwillId(131 + index);
        if (type == typeof(CustomerRequestId)) return new CustomerRequestId(131 + index);
        if (type == typeof(RejectionId)) return new RejectionId(141 + index);
        if (type == typeof(RetriggerId)) return new RetriggerId(161 + index);
        if (type == typeof(IReadOnlyList<RejectionReason>)) return (RejectionReason[])[new(RejectionCause.Tender, "Shells", false), new(RejectionCause.Store, "Z", false)];
        if (type == typeof(IReadOnlyList<string>)) return (string[])["one", "two"];
        if (type == typeof(IReadOnlyList<BillId>)) return (BillId[])[new(81), new(82)];
        if (type == typeof(IReadOnlyList<DefinitionFault>)) return (DefinitionFault[])[new("/a", "is wrong", "right")];
        if (type == typeof(CustomerNoteId)) return new CustomerNoteId(171 + index);
        if (type == typeof(TicketId)) return new TicketId(181 + index);
        if (type == typeof(CustomerImageId)) return new CustomerImageId(191 + index);
        if (type == typeof(CampaignUserId)) return new CampaignUserId(201 + index);
        if (type == typeof(CouponSeriesId)) return new CouponSeriesId(91 + index);
        if (type == typeof(CouponId)) return new CouponId(101 + index);
        if (type == typeof(CouponReservationId)) return new CouponReservationId(111 + index);
        if (type == typeof(SaleReservationId)) return new SaleReservationId(121 + index);
        if (type == typeof(Duration)) return Duration.FromMinutes(121 + index);
        if (type == typeof(IReadOnlyList<CouponItem>)) return (CouponItem[])[new("CODE-1", 713, "coupon.expired", "It ended.", null), new("CODE-2", 749, "coupon.others_failed", "Others failed.", null)];
        if (type.IsEnum) return Enum.GetValues(type) is var values ? values.GetValue(variant % values.Length)! : type;
        throw new InvalidOperationException($"No sample of {type}: add one.");
    }

    private static string Shown(object value) => value switch
    {
        LocalDate date => LocalDatePattern.Iso.Format(date),
        IReadOnlyList<string> list => string.Join(", ", list),
        IReadOnlyList<RejectionReason> list => string.Join(", ", list.Select(reason => $"{reason.Cause} '{reason.Value}'")),
        IReadOnlyList<BillId> list => string.Join(", ", list),
        IReadOnlyList<CouponItem> list => string.Join(", ", list.Select(item => $"{item.Given} {item.Number}")),
        IReadOnlyList<DefinitionFault> list => string.Join("; ", list),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
