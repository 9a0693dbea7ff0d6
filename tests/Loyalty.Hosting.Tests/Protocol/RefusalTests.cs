using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Loyalty.Hosting.Tests;

/// <summary>Every refusal of the engine against the tables of the surfaces.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string> Tables => [.. s_tables.Keys];

    private static readonly Dictionary<string, (string Path, int Generic, Func<ApiCall, Refusal, Answer> Answer)> s_tables = new(StringComparer.Ordinal)
    {
        ["customers V2"] = ("/v2/customers", 400, CustomerV2Problems.Answer),
        ["coupons V2"] = ("/v2/coupon", 730, CouponV2Problems.Answer),
        ["points V2"] = ("/v2/points", 400, PointsV2Problems.Answer),
        ["ledger V2"] = ("/v2/pointsLedger", 400, PointsLedgerProblems.Answer),
        ["carts C"] = ("/v1/promotions/carts", 400, CartProblems.Answer),
        ["points V1.1"] = ("/v1.1/points", 817, static (call, refusal) => Of(call, (PointsV1Problems.Number(refusal), PointsV1Problems.Message(refusal)))),
        ["coupons V1.1"] = ("/v1.1/coupon", 730, static (call, refusal) => Of(call, (CouponV1Problems.Number(refusal), CouponV2Problems.Message(refusal)))),
        ["bills V1.1"] = ("/v1.1/transaction", 608, static (call, refusal) => Of(call, TransactionV1Problems.Number(new BillResult { Refusal = refusal }))),
        ["bills V2"] = ("/v2/transactions", 400, static (call, refusal) => Of(call, TransactionV2Problems.Number(new BillResult { Refusal = refusal }))),
        ["general V1.1"] = ("/v1.1/any", 400, Problems.General),
        ["general C"] = ("/v3/any", 400, Problems.General),
    };

    [Theory]
    [Trait("rule", "api-conventions R36")]
    [MemberData(nameof(Tables))]
    public void Every_refusal_has_one_number_or_the_generic_one_that_names_its_code(string table)
    {
        var (path, generic, answer) = s_tables[table];
        var call = new ApiCall(new DefaultHttpContext(), new Operation("", "", "POST", path, static _ => throw new NotSupportedException()), null!) { RequestId = "r", Definition = World.Program("acme", "Acme") };
        var (wrong, all) = (new List<string>(), Refusals().ToArray());
        Assert.True(all.Length > 100);
        foreach (var refusal in all)
        {
            var given = answer(call, refusal);
            var code = Envelope.Code(given);
            var text = System.Text.Encoding.UTF8.GetString(given.Body.ToJson(asText: false));
            if (given.Status is not (400 or 401 or 403 or 404 or 409 or 422 or 503)) wrong.Add($"{refusal.Code} has the status {given.Status}");
            if (code == Doc.Text(generic) && !text.Contains($"[{refusal.Code}] ", StringComparison.Ordinal) && !IsOwn(refusal)) wrong.Add($"{refusal.GetType().Name} {refusal.Code}: {text}");
        }
        Assert.Equal("", string.Join('\n', wrong));

        // A coupon's own refusal brings its number, the generic one too.
        static bool IsOwn(Refusal refusal) => refusal is CouponRefusal;
    }

    private static Answer Of(ApiCall call, (int? Number, string Message) told) => call.Fail(told.Number!.Value, told.Message, 400);

    private static IEnumerable<Refusal> Refusals()
    {
        foreach (var type in typeof(Refusal).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Refusal)) && !type.IsAbstract))
        {
            var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(each => each.GetParameters() is not [{ ParameterType: var only }] || only != type).OrderBy(each => each.GetParameters().Length).First();
            yield return (Refusal)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Some(parameter.ParameterType))]);
        }
    }

    private static object? Some(Type type)
    {
        if (type == typeof(string)) return "x";
        if (type.IsValueType) return Activator.CreateInstance(type);
        if (type.IsArray) return Array.CreateInstance(type.GetElementType()!, 0);
        return type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(item.MakeArrayType()) ? Array.CreateInstance(item, 0) : null;
    }
}
