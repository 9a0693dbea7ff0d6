namespace Loyalty.Hosting;

/// <summary>Every documented operation: those built, a line each in their group's folder, and those not built yet, from a list.</summary>
internal static class Catalogue
{
    // Reads by their verb that act all the same (R9a).
    private static readonly string[] s_acting = ["/v1.1/points/validationcode"];

    public static IReadOnlyList<Operation> All()
    {
        var all = new List<Operation>();
        CustomerV2Api.Map(new("03 Customer V2", all));
        CustomerHistoryApi.Map(new("03 Customer V2", all));
        SubscriptionApi.Map(new("03 Customer V2", all));
        CustomerRequestsApi.Map(new("03 Customer V2", all));
        CustomerGroupApi.Map(new("03 Customer V2", all));
        CustomerFamilyApi.Map(new("03 Customer V2", all));
        CustomerImagesApi.Map(new("03 Customer V2", all));
        CustomerInteractionsApi.Map(new("03 Customer V2", all));
        CustomerCardsApi.Map(new("03 Customer V2", all));
        TransactionV1Api.Map(new("06 Transaction V1", all));
        TransactionV1UpdateApi.Map(new("06 Transaction V1", all));
        TransactionV2Api.Map(new("07 Transaction V2", all));
        TransactionV2UpdateApi.Map(new("07 Transaction V2", all));
        EvaluationLogApi.Map(new("07 Transaction V2", all));
        CouponV1Api.Map(new("09 Coupon V1.1", all));
        CouponV2Api.Map(new("10 Coupon V2", all));
        CouponListApi.Map(new("10 Coupon V2", all));
        PointsV2Api.Map(new("12 Points V2", all));
        GroupTransferApi.Map(new("12 Points V2", all));
        PointsCorrectionsApi.Map(new("12 Points V2", all));
        PromisedPointsApi.Map(new("12 Points V2", all));
        PointsV1Api.Map(new("13 Points V1.1", all));
        ValidationCodeApi.Map(new("13 Points V1.1", all));
        PointsLedgerApi.Map(new("14 Points ledger", all));
        CartPromotionsApi.Map(new("21 Cart promotions", all));
        CartProgramApi.Map(new("21 Cart promotions", all));
        TokenApi.Map(new("53 Needed beyond the table of contents", all));
        all.AddRange(NotBuilt());
        return all;
    }

    /// <summary>What answers 501: group, operation, verb and path of each, one a line.</summary>
    private static IEnumerable<Operation> NotBuilt()
    {
        using var reader = new StreamReader(typeof(Catalogue).Assembly.GetManifestResourceStream("not-built.tsv")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var fields = line.Split('\t');
            var operation = new Operation(fields[0], fields[1], fields[2], fields[3], static call => new(Dispatch.NotBuilt(call))) { IsBuilt = false };
            yield return s_acting.Contains(operation.Path, StringComparer.Ordinal) ? OperationList.Writes(operation) : operation;
        }
    }
}
