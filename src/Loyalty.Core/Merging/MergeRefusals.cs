using static System.FormattableString;

namespace Loyalty;

/// <summary>A side of the merge is not known, or deleted (9007).</summary>
public sealed record MergeSideUnknown(CustomerId Customer, string Side) : Refusal("merge.side_unknown", Side, Invariant($"{Side}: no customer '{Customer}' is known in this organisation."));

/// <summary>Both sides are one customer (9029).</summary>
public sealed record MergeOfOne(CustomerId Customer) : Refusal("merge.same_customer", "Survivor", Invariant($"Customer {Customer} cannot be merged into itself."));

/// <summary>The victim was merged before (9027).</summary>
public sealed record MergeVictimMerged(CustomerId Customer, CustomerId Into) : Refusal("merge.victim_merged", "Victim", Invariant($"Customer {Customer} was merged into customer {Into} already."));

/// <summary>The survivor was merged itself (9023).</summary>
public sealed record MergeSurvivorMerged(CustomerId Customer, CustomerId Into) : Refusal("merge.survivor_merged", "Survivor", Invariant($"Customer {Customer} was merged into customer {Into}, and cannot survive."));

/// <summary>A side waits for an open request to be decided (9018 the victim, 9026 the survivor).</summary>
public sealed record MergeRequestOpen(CustomerId Customer, string Side) : Refusal("merge.request_open", Side, Invariant($"{Side}: a request about customer {Customer} is open; decide it first."));

/// <summary>A side waits to be deleted.</summary>
public sealed record MergeOfDeletion(CustomerId Customer, string Side) : Refusal("merge.pending_deletion", Side, Invariant($"{Side}: customer {Customer} waits to be deleted and cannot be merged."));

/// <summary>The sides are in different groups, and the victim is the primary member of one with others in it.</summary>
public sealed record MergeOfGroupPrimary(CustomerId Customer, GroupId Group)
    : Refusal("merge.group_primary", "Victim", Invariant($"Customer {Customer} is the primary member of group {Group} with other members and cannot be merged into a member of another group."));

/// <summary>Together they have had more points than one account can hold.</summary>
public sealed record MergeTooLarge(CustomerId Survivor) : Refusal("merge.too_large", "Victim", Invariant($"Customer {Survivor} cannot hold the points of both."));
