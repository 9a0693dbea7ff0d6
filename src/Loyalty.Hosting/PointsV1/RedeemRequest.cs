using NodaTime;

namespace Loyalty.Hosting;

/// <summary>What a redemption reads, or the number of what is wrong with it, in the order of points R30.</summary>
internal sealed record RedeemRequest
{
    private static readonly string[] s_identifiers = ["mobile", "email", "external_id", "user_id"];

    public CustomerDetails? Customer { get; private init; }

    public decimal Points { get; private init; }

    public string? Reference { get; private init; }

    public string? TransactionNumber { get; private init; }

    public decimal? BillAmount { get; private init; }

    public Instant? Time { get; private init; }

    public string? ValidationCode { get; private init; }

    /// <summary>Whether no code is asked for, which the till must be allowed.</summary>
    public bool SkipsValidation { get; private init; }

    /// <summary>The identifiers as they were sent, for the answer of a refused item.</summary>
    public IReadOnlyList<(string Name, string Value)> Given { get; private init; } = [];

    public int? Refused { get; private init; }

    public string Message { get; private init; } = "";

    public static async ValueTask<RedeemRequest> ReadAsync(ApiCall call, Form form, Form query, string pointsName)
    {
        var who = form.Has("customer") ? form.Part("customer") : form;
        var points = form.Number(pointsName);
        var read = new RedeemRequest
        {
            Points = points ?? 0,
            Reference = form.Code("external_reference_number"),
            TransactionNumber = form.Code("transaction_number"),
            BillAmount = form.Number("bill_amount"),
            ValidationCode = form.Code("validation_code"),
            SkipsValidation = (query.Flag("skip_validation") ?? form.Flag("skip_validation")) == true || form.Code("validation_type")?.ToUpperInvariant() == "INVALID",
            Given = [.. s_identifiers.Where(who.Has).Select(name => (name, who.Code(name) ?? ""))],
        };
        var (time, program) = (form.Code("redemption_time"), query.Code("program_id") ?? form.Code("program_id"));
        if (points is null || form.Fault is { } fault && fault.Field.EndsWith(pointsName, StringComparison.Ordinal)) return read.Wrong(801, "The points are missing or not a number");
        if (form.Fault is { } other) return read.Wrong(817, other.Message);
        var found = await Members.FindAsync(call, who).ConfigureAwait(false);
        if (found is null) return read.Wrong(802, "An identifier of the customer is needed");
        if (found.IsRefused) return read.Wrong(PointsV1Problems.Number(found.Refusal), "No such customer");
        read = read with { Customer = found.Value };
        if (program is not null && Numbers.Whole(program) != call.Organisation) return read.Wrong(885, "program_id is not valid");
        if ((query.Flag("group_redemption") ?? form.Flag("group_redemption")) == true) return read.Wrong(828, "Redemption by a group is not configured");
        // Missed calls are not served.
        if ((query.Code("validation_type") ?? form.Code("validation_type"))?.ToUpperInvariant() == "MISSED_CALL") return read.Wrong(825, "Validation by a missed call is not configured");
        if (time is null) return read;
        return Times.Read(time, call.PlaceZone) is { } instant ? read with { Time = instant } : read.Wrong(859, "redemption_time is not valid");
    }

    private RedeemRequest Wrong(int number, string message) => this with { Refused = number, Message = message };
}
