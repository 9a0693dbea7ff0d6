namespace Loyalty;

/// <summary>The store could not do its work; <c>store.outcome_unknown</c> means: ask again with the same key.</summary>
public sealed record StoreFailed(StoreFault Fault, string Detail)
    : Refusal(CodeOf(Fault), null, Detail)
{
    private static string CodeOf(StoreFault fault) => fault switch
    {
        StoreFault.Busy => "store.busy",
        StoreFault.DiskFull => "store.disk_full",
        StoreFault.OutcomeUnknown => "store.outcome_unknown",
        StoreFault.Corrupt => "store.corrupt",
        StoreFault.NotADatabase => "store.not_a_database",
        StoreFault.WrongVersion => "store.wrong_version",
        _ => "store.io",
    };
}
