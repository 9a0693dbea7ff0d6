namespace Loyalty.Hosting;

/// <summary>Codes with which customers confirm redemptions, issued and sent (points R37).</summary>
internal static class ValidationCodeApi
{
    public static void Map(OperationList operations) => operations.Get("/v1.1/points/validationcode", "Issue Validation Code (to redeem points)", IssueAsync, OperationList.Keeps);

    private static async ValueTask<Answer> IssueAsync(ApiCall call)
    {
        var asked = await RedeemRequest.ReadAsync(call, call.Query, call.Query, "points").ConfigureAwait(false);
        if (asked.Refused is { } number) return Answer(asked, number, asked.Message, success: false);
        var issued = await call.Desk.Points.IssueValidationCodeAsync(new(asked.Customer!.Id, asked.Points), call.Options(), call.Cancelled).ConfigureAwait(false);
        if (issued.IsRefused) return Problems.IsOfCall(issued.Refusal) ? Problems.General(call, issued.Refusal) : Answer(asked, PointsV1Problems.Number(issued.Refusal), PointsV1Problems.Message(issued.Refusal), success: false);
        return await SendAsync(call, asked.Customer, issued.Value).ConfigureAwait(false)
            ? Answer(asked, 200, $"Validation code issued by {Text(issued.Value.Channel)}", success: true) with { IsReplayed = issued.Replayed }
            : Answer(asked, 860, "The validation code cannot be sent", success: false);
    }

    /// <summary>Hands a code to whoever sends it; false where nobody does, or it could not be sent.</summary>
    public static async ValueTask<bool> SendAsync(ApiCall call, CustomerDetails customer, ValidationCodeIssued issued)
    {
        if (call.Services.Options.SendValidationCode is not { } send) return false;
        var message = new ValidationCodeMessage(call.Definition.Organisation.Code, customer.Id, customer.Mobile, customer.Email, issued.Channel, issued.Code, issued.Points, issued.ValidUntil);
        var reaches = issued.Channel switch { CodeChannel.Sms => customer.Mobile is not null, CodeChannel.Email => customer.Email is not null, _ => customer.Mobile is not null || customer.Email is not null };
        return reaches && await send(message, call.Cancelled).ConfigureAwait(false);
    }

    private static string Text(CodeChannel channel) => channel switch { CodeChannel.Sms => "SMS", CodeChannel.Email => "Email", _ => "SMS and Email" };

    private static Answer Answer(RedeemRequest asked, int number, string message, bool success)
    {
        var code = new Doc();
        if (asked.Customer is { } customer) code.With("user_id", customer.Id.ToString()).With("mobile", customer.Mobile).With("email", customer.Email).With("external_id", customer.ExternalId);
        else foreach (var (name, value) in asked.Given) code.Add(name, value);
        code.With("points", asked.Points).With("item_status", V1.ItemStatus(number, message, success));
        return new(200, new()
        {
            { "response", new Doc { { "status", V1.Status(success, success ? 200 : 500, success ? "Operation Successful" : "All items failed") }, { "validation_code", new Doc { { "code", code } } } } },
        });
    }
}
