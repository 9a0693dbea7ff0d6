using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// The bill is in the queue of rejected bills by the organisation's settings: not added, its number not taken. It is kept and can be tried again
/// (transactions R46). The same bill again gets the same answer.
/// </summary>
/// <param name="Rejection">Its id in the queue.</param>
/// <param name="State">Open, or failed for ever.</param>
/// <param name="Reasons">What holds it back.</param>
public sealed record BillRejected(RejectionId Rejection, RejectionState State, IReadOnlyList<RejectionReason> Reasons)
    : Refusal("bill.rejected", null, Invariant($"The bill was put into the queue of rejected bills as {Rejection}, {State}: {string.Join(", ", Reasons.Select(reason => Invariant($"{reason.Cause} '{reason.Value}'")))}."));

/// <summary>No such bill in the queue.</summary>
public sealed record RejectionUnknown(RejectionId Rejection) : Refusal("rejection.unknown", "Rejections", Invariant($"No rejected bill {Rejection} is known in this organisation."));

/// <summary>The bill has been fixed, so it cannot fail any more.</summary>
public sealed record RejectionFixed(RejectionId Rejection, BillId Bill) : Refusal("rejection.fixed", "Rejections", Invariant($"Rejected bill {Rejection} became bill {Bill}."));

/// <summary>No such retry.</summary>
public sealed record RetriggerUnknown(RetriggerId Retrigger) : Refusal("retrigger.unknown", "Retrigger", Invariant($"No retry {Retrigger} of rejected bills is known in this organisation."));
