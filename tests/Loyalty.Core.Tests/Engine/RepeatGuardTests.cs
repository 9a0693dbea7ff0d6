using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Loyalty.Tests.CartPromotions;

namespace Loyalty.Tests;

/// <summary>No call that changes something is without its repeat: what the lists call is read out of their code.</summary>
public sealed class RepeatGuardTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The lists whose calls are repeated, simulated and sent with other content.</summary>
    private static readonly Type[] s_lists =
        [typeof(Changing), typeof(StandingChanging), typeof(CouponChanging), typeof(CustomerChanging), typeof(GroupChanging), typeof(CartChanging), typeof(FurtherChanging), typeof(CustomerCallTests)];

    /// <summary>What no list has, and why.</summary>
    private static readonly Dictionary<string, string> s_others = new()
    {
        ["CartOperations.PreviewAsync(CartPreview)"] = "reads only",
        ["CartOperations.ReplayAsync(String)"] = "reads only",
        ["CartOperations.CancelAsync(CancelCartEvaluation)"] = "is done once: a repeat is refused as the evaluation is gone, and needs no key",
        ["CartOperations.CancelAsync(String)"] = "is the call with a command, by its id alone",
        ["CartPromotionOperations.IssueAsync(IReadOnlyList`1)"] = "makes each of them by the call for one; the key of an item is the batch's and its place",
        ["CartPromotionOperations.EarnAsync(IReadOnlyList`1)"] = "makes each of them by the call for one; the key of an item is the batch's and its place",
        ["CartPromotionOperations.ActivateAsync(ActivateCartPromotion)"] = "sets what is said: a repeat finds it so and needs no key; CartHoldingTests repeats it",
        ["CartPromotionOperations.RecordAsync(RecordCartRedemptions)"] = "is known by its transaction and needs no key; CartRedemptionTests repeats it",
        ["CartPromotionOperations.RevokeAsync(RevokeCartPromotions)"] = "a repeat finds nothing left to revoke and needs no key; CartHoldingTests repeats it",
        ["CartPromotionOperations.SetCodeAsync(SetCartCode)"] = "sets what is said: a repeat finds it so and needs no key; CartCodeTests repeats it",
        ["CartPromotionOperations.SetStrategyAsync(SetCartStrategy)"] = "sets what is said: a repeat finds it so and needs no key; CartProgramTests repeats it",
        ["CartPromotionOperations.UpdateAsync(UpdateCartPromotion)"] = "needs a promotion whose limits stay: CartProgramTests repeats it under its key",
        ["CouponOperations.CheckAsync(RedeemCoupons)"] = "reads only",
        ["CouponOperations.RevokeSeriesAsync(RevokeCouponSeries)"] = "a repeat finds nothing left to revoke and needs no key",
        ["CouponOperations.UploadAsync(UploadCoupons,Stream)"] = "takes many commits: CouponUploadTests repeats it under its key, ended and broken off",
        ["CouponOperations.UploadUsesAsync(UploadCouponUses,Stream)"] = "takes many commits: CouponUploadTests repeats it under its key, ended and broken off",
        ["CustomerOperations.AddOrUpdateManyAsync(IReadOnlyList`1)"] = "makes each of them by the call for one; the key of an item is the batch's and its place",
        ["CustomerOperations.EnrolManyAsync(IReadOnlyList`1)"] = "makes each of them by the call for one; the key of an item is the batch's and its place",
        ["CustomerOperations.UnblockAsync(CustomerId)"] = "is the other content of blocking, in the same list",
        ["CustomerOperations.SetConsentAsync(SetConsent)"] = "needs a code that is spent by it: SubscriptionTests repeats it",
        ["PointsOperations.CheckAsync(RedeemPoints)"] = "reads only",
        ["ProgramOperations.SaveOverAsync(LoyaltyDefinition,IReadOnlyCollection`1)"] = "is the call that saves, on a condition: ProgramTests repeats it under its key over HTTP",
        ["SaleOperations.ConvertAsync(ConvertBill)"] = "is done once for a bill: RetroBillTests repeats it under its key",
    };

    [Fact]
    public void Every_call_that_changes_something_is_in_a_list_or_says_why_not()
    {
        var calls = Calls();
        Assert.True(calls.Count > 100, $"{calls.Count} calls are found");
        var listed = s_lists.SelectMany(Listed).Where(TakesOptions).Select(Named).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], calls.Except(listed).Except(s_others.Keys).Order(StringComparer.Ordinal));
        // A reason that no longer holds goes.
        Assert.Equal([], s_others.Keys.Where(name => listed.Contains(name) || !calls.Contains(name)));
    }

    [Fact]
    public void Every_handle_is_one_whose_name_says_so() => Assert.All(
        new[] { typeof(Workplace), typeof(ProgramWorkplace) }.SelectMany(type => type.GetProperties()).Where(property => property.PropertyType.GetMethods().Any(TakesOptions)),
        property => Assert.EndsWith("Operations", property.PropertyType.Name, StringComparison.Ordinal));

    /// <summary>Every public call that takes options.</summary>
    internal static HashSet<string> Calls() => typeof(Workplace).Assembly.GetExportedTypes()
        .Where(type => type.Name.EndsWith("Operations", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(TakesOptions).Select(Named).ToHashSet(StringComparer.Ordinal);

    /// <summary>Those that delegates and the entries of lists come to.</summary>
    internal static HashSet<string> Reached(IEnumerable<Delegate> calls, params Type[] lists)
    {
        var seen = new HashSet<MethodBase>();
        foreach (var call in calls) Follow(call.Method, seen);
        return seen.Concat(lists.SelectMany(Listed)).Where(TakesOptions).Select(Named).ToHashSet(StringComparer.Ordinal);
    }

    private static bool TakesOptions(MethodBase method) => method.GetParameters().Any(each => each.ParameterType == typeof(CallOptions));

    private static string Named(MethodBase method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(',', method.GetParameters().Select(each => each.ParameterType).Where(type => type != typeof(CallOptions) && type != typeof(CancellationToken)).Select(type => type.Name))})";

    /// <summary>Every method that the first call of each entry of a list comes to, through helpers of the tests.</summary>
    private static IEnumerable<MethodBase> Listed(Type list)
    {
        var all = (IEnumerable)(list.GetProperty("All", Own)?.GetValue(null) ?? list.GetField("All", Own)!.GetValue(null)!);
        var seen = new HashSet<MethodBase>();
        foreach (var entry in all)
        {
            var pair = (ITuple)entry.GetType().GetProperty("Value")!.GetValue(entry)!;
            Follow(((Delegate)pair[0]!).Method, seen);
        }
        return seen;
    }

    private static void Follow(MethodBase method, HashSet<MethodBase> seen)
    {
        if (!seen.Add(method) || method.DeclaringType?.Assembly != typeof(RepeatGuardTests).Assembly) return;
        foreach (var called in Called(method)) Follow(called, seen);
        if (method.GetCustomAttribute<AsyncStateMachineAttribute>() is { } machine) Follow(machine.StateMachineType.GetMethod("MoveNext", Own)!, seen);
    }

    /// <summary>The methods that a body calls: the tokens behind call and callvirt.</summary>
    private static IEnumerable<MethodBase> Called(MethodBase method)
    {
        const byte call = 0x28, callVirtual = 0x6F;
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var (ofType, ofMethod) = (method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] is not (call or callVirtual)) continue;
            MethodBase? called = null;
            try
            {
                called = method.Module.ResolveMethod(BitConverter.ToInt32(code, i + 1), ofType, ofMethod);
            }
            catch (ArgumentException)
            {
                // Not an instruction but a part of another one.
            }
            catch (BadImageFormatException)
            {
                // The same.
            }
            if (called is not null) yield return called;
        }
    }
}
