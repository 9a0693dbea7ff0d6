using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Finding customers by declared criteria (customers R28). A name or an identifier leads to few through what is indexed anyway; the rest
/// sieves these. Nothing walks over all customers.
/// </summary>
internal static class CriteriaSearch
{
    private const int MostAny = 2;
    private const int MostAll = 5;
    private const int Years = 10;

    public static Outcome<Page<CustomerDetails>> Run(CommandContext context, SearchByCriteria command)
    {
        if (command.Limit is < 1 or > 100) return new InvalidValue("Limit", Invariant($"{command.Limit}"), "1 to 100");
        if (command.After < 0) return new InvalidValue("After", Invariant($"{command.After}"), "0 or above");
        if (command.Any is null || command.Any.Count > MostAny) return new InvalidValue("Any", Invariant($"{command.Any?.Count}"), Invariant($"up to {MostAny} criteria"));
        if (command.All is null || command.All.Count > MostAll) return new InvalidValue("All", Invariant($"{command.All?.Count}"), Invariant($"up to {MostAll} criteria"));
        var organisation = CustomerLookUp.Organisation(context);
        var zone = context.Program(context.Recorded).OrganisationZone;
        var today = context.Recorded.InZone(zone).Date;
        foreach (var criterion in command.Any.Concat(command.All))
            if (Check(organisation, criterion, today) is { } unfit) return unfit;
        foreach (var criterion in command.Any)
            if (!Begins(criterion.By)) return new InvalidValue("Any", criterion.By.ToString(), "FullName, Email, ExternalId or Mobile");
        var (found, rows) = (new HashSet<long>(), 0);
        IReadOnlyList<SearchCriterion> leading = command.Any.Count > 0 ? command.Any : [.. command.All.Where(each => Begins(each.By) || each.By is CustomerCriterion.FirstName or CustomerCriterion.LastName).Take(1)];
        if (leading.Count == 0) return new SearchUnindexed();
        foreach (var criterion in leading)
            if (!Candidates(context, criterion, found, ref rows)) return new SearchTooBroad(CustomerSearch.Most);
        return context.Accept(CustomerSearch.Paged(context, found, Fits, command.Limit, command.After));

        bool Fits(CustomerRecord record)
        {
            var day = record.RegisteredAt.InZone(zone).Date;
            if (day < today.PlusYears(-Years)) return false;
            if (command.Any.Count > 0 && !command.Any.Any(each => Values(record, each).Any(value => value.StartsWith(Normal(each), StringComparison.Ordinal)))) return false;
            return command.All.All(each => each.By == CustomerCriterion.RegisteredOn
                ? (each.From is not { } from || day >= from) && (each.Until is not { } until || day <= until)
                : Values(record, each).Contains(Normal(each), StringComparer.Ordinal));
        }
    }

    private static Refusal? Check(OrganisationDefinition organisation, SearchCriterion? criterion, LocalDate today)
    {
        if (criterion is null || !Enum.IsDefined(criterion.By)) return new InvalidValue("By", criterion?.By.ToString("D") ?? "", "a criterion");
        var rules = organisation.Customers;
        if (!rules.Search.Customers.Contains(criterion.By)) return new SearchUndeclared(criterion.By.ToString());
        if (criterion.By == CustomerCriterion.RegisteredOn)
        {
            var isRange = criterion.Value is null && (criterion.From ?? today) <= (criterion.Until ?? today);
            if (!isRange) return new InvalidValue("From", Invariant($"{criterion.From:uuuu'-'MM'-'dd}"), "a first day not after the last, and no value");
            return criterion.From is { } from && from < today.PlusYears(-Years) ? new InvalidValue("From", Invariant($"{from:uuuu'-'MM'-'dd}"), Invariant($"at most {Years} years back")) : null;
        }
        if (criterion.From is not null || criterion.Until is not null) return new InvalidValue("From", Invariant($"{criterion.From ?? criterion.Until:uuuu'-'MM'-'dd}"), "none: only of a day");
        if (!Text.IsFit(criterion.Value, 100, required: true) || criterion.Value is null) return new InvalidValue("Value", "", "1 to 100 characters without control characters");
        var isKnown = criterion.By switch
        {
            CustomerCriterion.CustomField => rules.CustomFields.Any(each => each.Name == criterion.Field),
            CustomerCriterion.ExtendedField => rules.ExtendedFields.Any(each => each.Name == criterion.Field),
            _ => criterion.Field is null,
        };
        return isKnown ? null : new InvalidValue("Field", Text.Shown(criterion.Field ?? ""), "a field of the organisation where one is searched for, else none");
    }

    /// <summary>Whether it can be found by its beginning.</summary>
    private static bool Begins(CustomerCriterion by) => by is CustomerCriterion.FullName || KindOf(by) is not null;

    private static IdentifierKind? KindOf(CustomerCriterion by) => by switch
    {
        CustomerCriterion.Email => IdentifierKind.Email,
        CustomerCriterion.ExternalId => IdentifierKind.ExternalId,
        CustomerCriterion.Mobile => IdentifierKind.Mobile,
        _ => null,
    };

    private static bool Candidates(CommandContext context, SearchCriterion criterion, HashSet<long> found, ref int rows) => KindOf(criterion.By) is { } kind
        ? CustomerSearch.Claimed(context, kind, criterion.Value!.Trim(), found, ref rows)
        : CustomerSearch.Names(context, criterion.Value!.Trim(), found, ref rows);

    private static string Normal(SearchCriterion criterion) => Normal(criterion.By, criterion.Value!.Trim());

    private static string Normal(CustomerCriterion by, string value) => KindOf(by) switch
    {
        IdentifierKind.Mobile => string.Concat(value.Where(char.IsAsciiDigit)),
        { } kind => Identifiers.Normal(kind, value).ToUpperInvariant(),
        _ => value.ToUpperInvariant(),
    };

    /// <summary>What a customer has of it, in every profile; what is not known matches nothing.</summary>
    private static IEnumerable<string> Values(CustomerRecord record, SearchCriterion criterion) => record.Profiles.SelectMany(profile => criterion.By switch
    {
        CustomerCriterion.FullName => One($"{profile.FirstName} {profile.LastName}".Trim()),
        CustomerCriterion.FirstName => One(profile.FirstName),
        CustomerCriterion.LastName => One(profile.LastName),
        CustomerCriterion.CustomField => profile.CustomFields.Where(each => each.Name == criterion.Field).Select(each => each.Value),
        CustomerCriterion.ExtendedField => profile.ExtendedFields.Where(each => each.Name == criterion.Field).Select(each => each.Value),
        _ => profile.Identifiers.Where(each => each.Kind == KindOf(criterion.By)).Select(each => each.Value),
    }).Where(value => value.Length > 0).Select(value => Normal(criterion.By, value));

    private static string[] One(string? value) => value is null ? [] : [value];
}
