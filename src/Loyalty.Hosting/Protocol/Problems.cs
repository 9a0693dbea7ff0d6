namespace Loyalty.Hosting;

/// <summary>Refusals that mean the same on every surface; what is left gets the surface's own number and its dotted code in brackets (R36).</summary>
internal static class Problems
{
    public static Answer General(ApiCall call, Refusal refusal) => refusal switch
    {
        KeyReused => call.Fail(422, "The Idempotency-Key was used before for another body"),
        StoreFailed { Fault: StoreFault.Busy or StoreFault.OutcomeUnknown } => call.Fail(503, "The store is busy; ask again"),
        StoreFailed or ClockJumped => call.Fail(503, "The engine takes no writes at the moment"),
        PlaceUnknown => call.Fail(call.Family == Family.V1 ? 671 : 91021, "The till or store that the call is attributed to is not known"),
        _ => call.Fail(400, Message(refusal)),
    };

    /// <summary>Whether the whole call failed for a cause that is not the item's: a V1.1 item is not blamed for it.</summary>
    public static bool IsOfCall(Refusal refusal) => refusal is KeyReused or StoreFailed or ClockJumped;

    public static string Message(Refusal refusal) => $"[{refusal.Code}] {refusal.Message}";
}
