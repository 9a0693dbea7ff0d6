namespace Loyalty;

/// <summary>How a message reaches a customer (customers 1.1).</summary>
public enum MessageChannel
{
    /// <summary>Text messages.</summary>
    Mobile = 1,

    /// <summary>E-mail.</summary>
    Email = 2,

    /// <summary>WeChat.</summary>
    Wechat = 3,

    /// <summary>WhatsApp.</summary>
    Whatsapp = 4,

    /// <summary>Push on iOS.</summary>
    Ios = 5,

    /// <summary>Push on Android.</summary>
    Android = 6,

    /// <summary>Line.</summary>
    Line = 7,

    /// <summary>Push of any app.</summary>
    MobilePush = 8,

    /// <summary>Post.</summary>
    PostMail = 9,
}

/// <summary>What kind of message it is.</summary>
public enum MessagePriority
{
    /// <summary>About something the customer did (<c>TRANS</c>).</summary>
    Transactional = 1,

    /// <summary>To many (<c>BULK</c>).</summary>
    Bulk = 2,
}

/// <summary>Says whether a customer wants messages of a kind (customers R50).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Channel">How they reach it.</param>
/// <param name="Priority">What kind they are.</param>
/// <param name="IsIn">Whether it wants them.</param>
public sealed record SetSubscription(CustomerId Customer, MessageChannel Channel, MessagePriority Priority, bool IsIn)
{
    /// <summary>The organisation unit that it is said for; -1: the whole organisation.</summary>
    public long Unit { get; init; } = -1;

    /// <summary>The source of the profile. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }
}

/// <summary>Asks whether a message may be sent (customers R50).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Channel">How it is to reach it.</param>
/// <param name="Priority">What kind it is.</param>
public sealed record MessageQuestion(CustomerId Customer, MessageChannel Channel, MessagePriority Priority)
{
    /// <summary>The organisation unit that sends; -1: the organisation.</summary>
    public long Unit { get; init; } = -1;

    /// <summary>The source of the profile. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }
}

/// <summary>Whether a message may be sent, and why not.</summary>
/// <param name="MaySend">Whether it may.</param>
/// <param name="Reason">What stops it: <c>status</c> or <c>subscription</c>; null when nothing does.</param>
public sealed record MessagePermission(bool MaySend, string? Reason);

/// <summary>What was chosen about messages.</summary>
internal static class Subscriptions
{
    /// <summary>A part of the organisation with a choice of its own goes before the whole; where nothing was chosen, messages are wanted.</summary>
    public static bool IsIn(ProfileRecord profile, MessageChannel channel, MessagePriority priority, long unit)
    {
        bool? whole = null;
        foreach (var each in profile.Subscriptions)
        {
            if (each.Channel != channel || each.Priority != priority) continue;
            if (each.Unit == unit) return each.IsIn;
            if (each.Unit == -1) whole = each.IsIn;
        }
        return whole ?? true;
    }

    public static ProfileRecord With(ProfileRecord profile, SubscriptionRecord subscription)
    {
        var rest = profile.Subscriptions.Where(each => (each.Channel, each.Priority, each.Unit) != (subscription.Channel, subscription.Priority, subscription.Unit));
        return profile with { Subscriptions = [.. rest.Append(subscription).OrderBy(each => each.Channel).ThenBy(each => each.Priority).ThenBy(each => each.Unit)] };
    }
}
