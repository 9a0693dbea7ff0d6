using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Whether a request can be met, when it is asked for and again when it is approved, and meeting it.</summary>
internal static class RequestDecisions
{
    private const int LongestAddress = 500;

    public static Refusal? Check(CommandContext context, Account account, CustomerRequest request)
    {
        var (trace, rules) = (context.Trace, CustomerLookUp.Organisation(context).Customers);
        if (trace.Fails("request.kind", "customers R32", Enum.IsDefined(request.Kind), request.Kind, "a known kind")) return new InvalidValue("Kind", ((int)request.Kind).ToString(System.Globalization.CultureInfo.InvariantCulture), "a known kind");
        if (Unneeded(context, request) is { } unneeded) return unneeded;
        if (request.Kind == CustomerRequestKind.Retro) return Retro(context, request);
        if (request.Kind == CustomerRequestKind.GoodwillCoupon) return Coupon(context, request);
        if ((CustomerStops.Identifiers(context, account, context.Recorded) ?? Sources.Check(context, rules, request.Source, request.Account)) is { } stopped) return stopped;
        if (KindOf(request) is { } kind) return Identifier(context, request, kind);
        if (request.Kind == CustomerRequestKind.Address) return Address(context, request);
        if (trace.Fails("request.other", "customers R32", request.Other != 0, request.Other, "the other customer")) return new CustomerRequestUnclear("Other");
        return request.Kind == CustomerRequestKind.Merge ? MergeDecisions.Check(context, new(new(request.Customer), new(request.Other)), out _, out _) : Reallocation(context, request);
    }

    /// <summary>Does what was approved; each of it is checked as if it were asked for by itself.</summary>
    public static Refusal? Do(CommandContext context, CustomerRequest request, Instant effective)
    {
        var header = context.Header with { Key = null };
        // What a part of the request does is judged as a command of its own; its refusal refuses the approval.
        if (request.Kind == CustomerRequestKind.Retro) return RetroFlow.Convert(context.Part(), new(new(request.Subject), new(request.Customer)), anyAge: request.IsOneStep).Refusal;
        if (request.Kind == CustomerRequestKind.GoodwillCoupon) return CouponIssueFlow.Issue(context.Part(), new(new(request.Subject), new(request.Customer)) { Notes = s_goodwill }).Refusal;
        if (request.Kind == CustomerRequestKind.Merge) return MergeFlow.Carry(context, new(new(request.Customer), new(request.Other)), effective, header, out _);
        if (KindOf(request) is { } kind)
        {
            var profile = CustomerViews.Record(context, new(request.Customer))!.Profile(request.Source, request.Account)!;
            Identifier[] removed = profile.Value(kind) is { } old ? [new(kind, old)] : [];
            var change = new ChangeIdentifiers(new(request.Customer)) { Source = request.Source, Account = request.Account, Add = [new(kind, request.NewValue!)], Remove = removed };
            return IdentifierFlow.Carry(context, change, effective, header, out _, approved: true);
        }
        if (request.Kind == CustomerRequestKind.Address)
        {
            var (account, before) = (context.Member(new CustomerId(request.Customer))!, CustomerViews.Record(context, new(request.Customer))!);
            var after = before.With(before.Profile(request.Source, request.Account)! with { Address = request.NewValue!.Trim() });
            CustomerBook.Change(context, account, context.NotLate(account, effective), EntryKind.CustomerUpdate, before, after, header: header);
            return null;
        }
        var (from, to) = (ProfileOf(request.Customer), ProfileOf(request.Other));
        var mobile = from.Value(IdentifierKind.Mobile)!;
        Set(request.Customer, from.With(IdentifierKind.Mobile, null));
        // Whether it is on the register goes with the mobile.
        Set(request.Other, to.With(IdentifierKind.Mobile, mobile) with { IsNotToBeDisturbed = from.IsNotToBeDisturbed });
        return null;

        ProfileRecord ProfileOf(long customer) => CustomerViews.Record(context, new(customer))!.Profile(request.Source, request.Account)!;

        void Set(long customer, ProfileRecord profile)
        {
            var (account, before) = (context.Member(new CustomerId(customer))!, CustomerViews.Record(context, new(customer))!);
            CustomerBook.Change(context, account, context.NotLate(account, effective), EntryKind.CustomerUpdate, before, before.With(profile), header: header);
        }
    }

    private static readonly Dictionary<string, string> s_goodwill = new(StringComparer.Ordinal) { ["sourceType"] = "GOODWILL" };

    /// <summary>Whether the bill is one that may be asked for, and nobody else asks for it; all else is judged when it is approved (transactions R40).</summary>
    private static Refusal? Retro(CommandContext context, CustomerRequest request)
    {
        var trace = context.Trace;
        if (trace.Fails("request.bill", "transactions R40", request.Subject != 0, request.Subject, "a bill")) return new CustomerRequestUnclear("Bill");
        var bill = request.Subject > 0 && context.Work.Find(Bill.All, request.Subject) is { } found && found.Organisation == context.Organisation ? found : null;
        if (trace.Fails("retro.bill", "transactions R38", bill is not null, request.Subject, "a bill of the organisation")) return new RetroBillUnknown(new(request.Subject));
        var open = context.Work.Find(Claims.All, request.Claim!.Value)?.Subject ?? request.Id;
        return trace.Fails("request.one", "transactions R40", open == request.Id, open, "no other open request about the bill") ? new RetroRequestOpen(new(request.Subject), new(open)) : null;
    }

    /// <summary>Whether the series is one of the organisation's; whether a coupon can be given is judged when it is approved (transactions R41).</summary>
    private static Refusal? Coupon(CommandContext context, CustomerRequest request)
    {
        if (context.Trace.Fails("request.series", "transactions R41", request.Subject != 0, request.Subject, "a coupon series")) return new CustomerRequestUnclear("Series");
        var isKnown = request.Subject > 0 && context.Work.Find(CouponSeries.All, request.Subject) is { } series && series.Organisation == context.Organisation;
        return context.Trace.Fails("request.series_known", "transactions R41", isKnown, request.Subject, "a series of the organisation") ? new CouponSeriesUnknown(Invariant($"{request.Subject}")) : null;
    }

    /// <summary>What the kind has no use for is nowhere checked, and so not kept.</summary>
    private static InvalidValue? Unneeded(CommandContext context, CustomerRequest request)
    {
        var isAbout = request.Kind is CustomerRequestKind.Retro or CustomerRequestKind.GoodwillCoupon;
        var unneeded = isAbout && request.Other != 0 ? "Other" : !isAbout && request.Subject != 0 ? "Bill" : request.IsOneStep && request.Kind != CustomerRequestKind.Retro ? "OneStep" : KindOf(request) is not null || request.Kind == CustomerRequestKind.Address ? request.Other != 0 ? "Other" : null : request.NewValue is not null ? "NewValue" : request.OldValue is not null ? "OldValue" : null;
        return context.Trace.Fails("request.needed", "customers R32", unneeded is null, unneeded ?? "what the kind needs", "what the kind needs") ? new InvalidValue(unneeded!, unneeded == "Other" ? Invariant($"{request.Other}") : "", "none for this kind") : null;
    }

    private static IdentifierKind? KindOf(CustomerRequest request) => request.Kind switch
    {
        CustomerRequestKind.Mobile => IdentifierKind.Mobile,
        CustomerRequestKind.Email => IdentifierKind.Email,
        CustomerRequestKind.ExternalId => IdentifierKind.ExternalId,
        _ => null,
    };

    private static Refusal? Address(CommandContext context, CustomerRequest request)
    {
        var trace = context.Trace;
        if (trace.Fails("request.new_value", "customers R32", request.NewValue is not null, request.NewValue is null ? "none" : "one", "the new address") || request.NewValue is null) return new CustomerRequestUnclear("NewValue");
        var isFit = Text.IsFit(request.NewValue, LongestAddress, required: true);
        if (trace.Fails("request.address", "customers R32", isFit, request.NewValue.Length, LongestAddress)) return new InvalidValue("NewValue", "", Invariant($"1 to {LongestAddress} characters without control characters"));
        var profile = CustomerViews.Record(context, new(request.Customer))!.Profile(request.Source, request.Account);
        if (trace.Fails("customer.in_source", "customers R32", profile is not null, request.Source, "a profile of the customer") || profile is null) return new CustomerNotInSource(request.Source);
        var isThere = request.OldValue is null || request.OldValue.Trim() == profile.Address;
        return trace.Fails("request.old_address", "customers R32", isThere, isThere, "the profile's address") ? new AddressNotThere(new(request.Customer)) : null;
    }

    private static Refusal? Identifier(CommandContext context, CustomerRequest request, IdentifierKind kind)
    {
        var (trace, organisation) = (context.Trace, CustomerLookUp.Organisation(context));
        if (trace.Fails("request.new_value", "customers R32", request.NewValue is not null, request.NewValue is null ? "none" : "one", "the new value") || request.NewValue is null) return new CustomerRequestUnclear("NewValue");
        var profile = CustomerViews.Record(context, new(request.Customer))!.Profile(request.Source, request.Account);
        if (trace.Fails("customer.in_source", "customers R32", profile is not null, request.Source, "a profile of the customer") || profile is null) return new CustomerNotInSource(request.Source);
        var (_, normal, allowed) = Identifiers.Read(context, organisation, new(kind, request.NewValue));
        if (trace.Fails("customer.identifier", "customers R1", normal is not null, kind, allowed)) return new IdentifierInvalid(kind, allowed);
        var stored = profile.Value(kind);
        if (request.OldValue is { } old)
        {
            var isThere = stored is not null && Identifiers.Read(context, organisation, new(kind, old)).Normal == Identifiers.Normal(kind, stored);
            if (trace.Fails("customer.identifier_there", "customers R32", isThere, kind, "the profile's value")) return new IdentifierNotThere(kind);
        }
        var isOwn = stored is not null && Identifiers.Normal(kind, stored) == normal;
        if (trace.Fails("customer.identifier_new", "customers R32", !isOwn, kind, "no value of the profile")) return new IdentifierOwn(kind);
        var isTaken = organisation.Customers.IsUnique(kind) && RegisterDecisions.HolderOf(context, request.Source, request.Account, kind, normal!) != 0;
        return trace.Fails("request.value_free", "customers R32", !isTaken, kind, "nobody's in this source account") ? new RequestValueTaken(kind) : null;
    }

    /// <summary>The customer loses its mobile, the other gets it; both are otherwise as they were (customers R33).</summary>
    private static Refusal? Reallocation(CommandContext context, CustomerRequest request)
    {
        var (trace, rules) = (context.Trace, CustomerLookUp.Organisation(context).Customers);
        if (context.Member(new CustomerId(request.Other), out var other) is { } unknown) return unknown;
        if (trace.Fails("merge.two", "customers R33", request.Other != request.Customer, request.Other, "another customer")) return new MergeOfOne(new(request.Customer));
        if (CustomerStops.Identifiers(context, other!, context.Recorded) is { } stopped) return stopped;
        var (source, target) = (CustomerViews.Record(context, new(request.Customer))!.Profile(request.Source, request.Account), CustomerViews.Record(context, new(request.Other))!.Profile(request.Source, request.Account));
        if (trace.Fails("customer.in_source", "customers R33", target is not null, request.Source, "a profile of the other")) return new CustomerNotInSource(request.Source);
        if (trace.Fails("request.mobile", "customers R33", source?.Value(IdentifierKind.Mobile) is not null, source is null ? "no profile" : "no mobile", "a mobile to give")) return new NoMobileToGive(new(request.Customer));
        var isAll = rules.Primary == IdentifierKind.Mobile && source!.Identifiers.Count == 1;
        return trace.Fails("customer.identifier_needed", "customers R33", !isAll, source!.Identifiers.Count, "another identifier beside the primary") ? new IdentifierNeeded(rules.Primary) : null;
    }
}
