namespace Loyalty.Hosting;

/// <summary>A program as callers name it.</summary>
/// <param name="Id">Its number on the wire.</param>
/// <param name="Definition">Its settings.</param>
/// <param name="Desk">What members have there.</param>
internal sealed record WireProgram(long Id, ProgramDefinition Definition, ProgramWorkplace Desk)
{
    /// <summary>The default program has its organisation's number; a further one stands beside it.</summary>
    private const long Beside = 1_000;

    /// <summary>The programs of the caller's organisation, the default one first.</summary>
    public static IReadOnlyList<WireProgram> All(ApiCall call) => [Default(call), .. call.Definition.FurtherPrograms.Select(program => Of(call, program, call.Organisation * Beside + program.Id))];

    public static WireProgram Default(ApiCall call) => Of(call, call.Definition.Program, call.Organisation);

    /// <summary>The program with a number, or null.</summary>
    public static WireProgram? Find(ApiCall call, long? id) => All(call).FirstOrDefault(program => program.Id == id);

    /// <summary>The program with a code.</summary>
    public static WireProgram Named(ApiCall call, string code) => All(call).First(program => program.Definition.Code == code);

    /// <summary>The program that is named, or the default one where none is; null for an unknown one.</summary>
    public static WireProgram? FindOrDefault(ApiCall call, long? id) => id is null ? Default(call) : Find(call, id);

    /// <summary>
    /// The programs that a read of a customer asks for: the one of <c>programId</c>, else the default one, or with <c>fetchDataForAllPrograms</c>
    /// all that the customer is enrolled in, whatever else is named (points R80, tiers R70).
    /// </summary>
    public static async ValueTask<(IReadOnlyList<WireProgram> Programs, Answer? Wrong)> AskedAsync(ApiCall call, CustomerId customer)
    {
        var form = call.Query;
        var isAll = form.Flag("fetchDataForAllPrograms") == true;
        if (form.Fault is { } fault) return ([], call.Fail(fault));
        if (isAll) return (await OfAsync(call, customer).ConfigureAwait(false), null);
        var given = form.Code("programId");
        var program = given is null ? Default(call) : Find(call, Numbers.Whole(given));
        return program is null ? ([], call.Fail(1213, "programId is not valid")) : ([program], null);
    }

    /// <summary>The programs that a customer is enrolled in.</summary>
    public static async ValueTask<IReadOnlyList<WireProgram>> OfAsync(ApiCall call, CustomerId customer)
    {
        if (call.Definition.FurtherPrograms.Count == 0) return [Default(call)];
        var enrolled = await call.Desk.Customers.ProgramsAsync(customer, call.Cancelled).ConfigureAwait(false);
        return enrolled.IsRefused ? [] : [.. enrolled.Value.Select(membership => Named(call, membership.Program))];
    }

    private static WireProgram Of(ApiCall call, ProgramDefinition program, long id) => new(id, program, call.Desk.InProgram(program.Code));
}
