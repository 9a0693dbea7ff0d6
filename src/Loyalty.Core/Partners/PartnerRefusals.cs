using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>More customers or programs in one call than are taken (2008).</summary>
public sealed record PartnersTooMany(int Given, int Most) : Refusal("partner.too_many", "Programs", Invariant($"{Given} were given; at most {Most} are taken at once."));

/// <summary>No such partner program (2006).</summary>
public sealed record PartnerUnknown(string Program, IReadOnlyList<string> Known)
    : Refusal("partner.unknown", "Program", Invariant($"No partner program '{Program}' is known; there are: {string.Join(", ", Known)}."));

/// <summary>The member is linked already (2005).</summary>
public sealed record PartnerLinked(string Program, CustomerId Customer) : Refusal("partner.linked", "Program", Invariant($"Customer {Customer} is linked to {Program} already."));

/// <summary>The member is not linked (2004).</summary>
public sealed record PartnerNotLinked(string Program, CustomerId Customer) : Refusal("partner.not_linked", "Program", Invariant($"Customer {Customer} is not linked to {Program}."));

/// <summary>No further membership waits that could be cancelled (2004).</summary>
public sealed record PartnerNoRelinking(string Program, CustomerId Customer)
    : Refusal("partner.no_relinking", "Type", Invariant($"No further membership of customer {Customer} in {Program} waits to begin."));

/// <summary>The partner's tier is missing, unknown, or does not lie where the update leads (2007).</summary>
public sealed record PartnerTierInvalid(string Program, string Tier, string Allowed)
    : Refusal("partner.tier_invalid", "Tier", Invariant($"The tier of {Program} is '{Tier}'; allowed is {Allowed}."));

/// <summary>The partner's tier has ended already (2003).</summary>
public sealed record PartnerTierPast(string Program, LocalDate Through)
    : Refusal("partner.tier_past", "TierThrough", Invariant($"The tier of {Program} ended with {Through:uuuu'-'MM'-'dd}."));

/// <summary>An update says not enough (2002).</summary>
public sealed record PartnerUpdateIncomplete(string Missing) : Refusal("partner.incomplete", Missing, Invariant($"The update names no {Missing}."));

/// <summary>No such update (2009).</summary>
public sealed record PartnerUpdateUnsupported(int Type)
    : Refusal("partner.update_unsupported", "Type", Invariant($"There is no update {Type}; there are upgrade, renew, downgrade and a relinking cancelled."));

/// <summary>No such kind of activity (2014).</summary>
public sealed record PartnerActivityUnknown(string Activity)
    : Refusal("partner.activity_unknown", "Activity", Invariant($"The activity is '{Activity}'; allowed is LINKINGUPDATES or BENEFITSAVAILED."));

/// <summary>Linking updates are read whole, without dates (2015).</summary>
public sealed record PartnerDatesNotAllowed() : Refusal("partner.dates_not_allowed", "From", "Linking updates are read without dates.");

/// <summary>The interval is a year or more, or ends before it begins (2013).</summary>
public sealed record PartnerIntervalInvalid(LocalDate From, LocalDate To)
    : Refusal("partner.interval_invalid", "To", Invariant($"From {From:uuuu'-'MM'-'dd} to {To:uuuu'-'MM'-'dd} is no interval of less than a year."));

/// <summary>Nothing happened (2011).</summary>
public sealed record PartnerNoActivity(string Program, CustomerId Customer) : Refusal("partner.no_activity", null, Invariant($"Nothing is known of customer {Customer} in {Program}."));
