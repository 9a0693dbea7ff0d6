namespace Loyalty.Hosting;

/// <summary>Group 10: the coupons of customers, by how they stand (coupons R43).</summary>
internal static class CouponListApi
{
    private static readonly (string Name, string Type)[] s_identifiers = [("id", "ID"), ("mobile", "MOBILE"), ("email", "EMAIL"), ("externalId", "EXTERNALID")];

    public static void Map(OperationList operations) => operations.Get("/v2/customers/coupons", "Get All Customer Coupons", ListAsync);

    private static async ValueTask<Answer> ListAsync(ApiCall call)
    {
        var (page, bad) = PageRequest.Read(call);
        if (bad is not null) return bad;
        if (Filter(call.Query.Code("status")) is not { } filter) return call.Fail(400, "status is not valid");
        var (name, type) = s_identifiers.FirstOrDefault(each => call.Query.Code(each.Name) is not null);
        if (name is null) return call.Fail(721, "id, mobile, email or externalId is needed");
        var (customers, errors, total) = (new List<Doc>(), new List<Doc>(), 0);
        foreach (var given in CouponV2Wire.Split(call.Query.Code(name)))
        {
            var found = await Members.FindAsync(call, type, given).ConfigureAwait(false);
            if (found.IsRefused)
            {
                errors.Add(V2.Error(CouponV2Problems.Number(found.Refusal), "Customer not found"));
                continue;
            }
            var (coupons, refusal) = await MemberCoupons.AllAsync(call, found.Value.Id, filter).ConfigureAwait(false);
            if (refusal is not null) return CouponV2Problems.Answer(call, refusal);
            total += coupons.Count;
            customers.Add(await CustomerAsync(call, found.Value, [.. page!.Of(coupons)]).ConfigureAwait(false));
        }
        if (customers.Count == 0) return call.Fail(701, "Customer not found", 404);
        var pagination = new Doc { { "limit", Doc.Text(page!.Limit) }, { "offset", Doc.Text(page.Offset) }, { "total", total } };
        return new(200, new() { { "entity", new Doc { { "pagination", pagination }, { "customers", customers } } }, { "warnings", Array.Empty<Doc>() }, { "errors", errors }, { "success", errors.Count == 0 } });
    }

    private static CouponFilter? Filter(string? status) => (status ?? "").Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "" or "ALL" => CouponFilter.All,
        "ACTIVE" => CouponFilter.Active,
        "EXPIRED" => CouponFilter.Expired,
        "UNEXPIRED" => CouponFilter.Unexpired,
        "REDEEMED" => CouponFilter.Redeemed,
        "UNREDEEMED" => CouponFilter.Unredeemed,
        "ACTIVEREDEEMED" => CouponFilter.ActiveRedeemed,
        "ACTIVEUNREDEEMED" => CouponFilter.ActiveUnredeemed,
        "EXPIREDREDEEMED" => CouponFilter.ExpiredRedeemed,
        "EXPIREDUNREDEEMED" => CouponFilter.ExpiredUnredeemed,
        _ => null,
    };

    private static async ValueTask<Doc> CustomerAsync(ApiCall call, CustomerDetails customer, IReadOnlyList<CouponDetails> coupons)
    {
        var rows = new List<Doc>();
        foreach (var coupon in coupons)
            rows.Add((await CouponV2Wire.DetailsAsync(call, coupon).ConfigureAwait(false)).With("createdDate", Times.Date(coupon.IssuedAt, call.Zone)).With("createdDateISO", call.Time(coupon.IssuedAt)));
        return new()
        {
            { "firstname", customer.FirstName ?? "" },
            { "lastname", customer.LastName ?? "" },
            { "mobile", customer.Mobile },
            { "email", customer.Email },
            { "externalId", customer.ExternalId },
            { "id", customer.Id.Value },
            { "coupons", rows },
        };
    }
}
