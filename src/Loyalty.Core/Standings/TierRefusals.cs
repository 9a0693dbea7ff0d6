using static System.FormattableString;

namespace Loyalty;

/// <summary>The program has no such tier (8923).</summary>
public sealed record TierUnknown(string Tier, IReadOnlyList<string> Known) : Refusal("tier.unknown", "Tier", Invariant($"No tier '{Tier}' is known; there are: {string.Join(", ", Known)}."));

/// <summary>The tier named does not lie where the action leads (8925).</summary>
public sealed record TierNotThere(string Tier, string Current, TierAction Action)
    : Refusal("tier.wrong_direction", "Tier", Invariant($"The tier is {Current}: no {Action} leads from there to {Tier}."));

/// <summary>The member's status blocks upgrades, renewals and extensions by hand (3045).</summary>
public sealed record TierBlocked(CustomerId Customer, TierAction Action) : Refusal("tier.blocked", "Customer", Invariant($"The status of customer {Customer} forbids the {Action}."));

/// <summary>There is no end that could be extended or renewed (tiers R51).</summary>
public sealed record TierEndless(string Tier) : Refusal("tier.endless", "Action", Invariant($"The standing in {Tier} has no end."));

/// <summary>The end asked for cannot be (8920, 8921, tiers R51).</summary>
public sealed record TierValidityInvalid(string Given, string Allowed) : Refusal("tier.validity_invalid", "Validity", Invariant($"The validity is {Given}; allowed is {Allowed}."));
