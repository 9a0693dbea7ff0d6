using NodaTime;

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

/// <summary>
/// Says whether a customer consents to bulk text messages, confirmed by the code that it was sent for it (customers R51): issue one with
/// <see cref="CodeAction.Subscription"/>.
/// </summary>
/// <param name="Customer">The customer.</param>
/// <param name="IsGiven">Whether it consents.</param>
/// <param name="ValidationCode">The code; it is used up.</param>
public sealed record SetConsent(CustomerId Customer, bool IsGiven, string ValidationCode)
{
    /// <summary>The source of the profile. Default: the till.</summary>
    public CustomerSource Source { get; init; } = CustomerSource.Instore;

    /// <summary>Its account, for a source that has several.</summary>
    public string? Account { get; init; }
}

/// <summary>Says whether a customer's mobile is on the register of those who want no bulk text messages (customers R50). Another mobile is not on it.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="IsOn">Whether it is.</param>
public sealed record SetDoNotDisturb(CustomerId Customer, bool IsOn)
{
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
/// <param name="Reason">What stops it: <c>status</c>, <c>register</c> (that of those who want no bulk text messages) or <c>subscription</c>; null when nothing does.</param>
public sealed record MessagePermission(bool MaySend, string? Reason);

/// <summary>Whether a customer wants messages of a kind, chosen or by default (customers R50).</summary>
/// <param name="Source">The source of the profile.</param>
/// <param name="Account">Its account, or null.</param>
/// <param name="Channel">How they reach it.</param>
/// <param name="Priority">What kind they are.</param>
/// <param name="Unit">The organisation unit that it holds for; -1: the whole organisation.</param>
/// <param name="IsIn">Whether it wants them.</param>
/// <param name="IsChosen">Whether the customer said so; else nothing was said.</param>
public sealed record CustomerSubscription(CustomerSource Source, string? Account, MessageChannel Channel, MessagePriority Priority, long Unit, bool IsIn, bool IsChosen);

/// <summary>One row of the log of what a customer chose about messages: a choice that was another before (customers R50).</summary>
/// <param name="Source">The source of the profile.</param>
/// <param name="Account">Its account, or null.</param>
/// <param name="Channel">How they reach it.</param>
/// <param name="Priority">What kind they are.</param>
/// <param name="Unit">The organisation unit that it was said for; -1: the whole organisation.</param>
/// <param name="IsIn">Whether it wanted them from then on.</param>
/// <param name="By">The user that the calling handle named, or null.</param>
/// <param name="At">Since when.</param>
public sealed record SubscriptionLogRow(CustomerSource Source, string? Account, MessageChannel Channel, MessagePriority Priority, long Unit, bool IsIn, string? By, Instant At);

/// <summary>What was chosen about messages.</summary>
internal static class Subscriptions
{
    private static readonly (MessageChannel, MessagePriority)[] s_usual =
    [
        (MessageChannel.Mobile, MessagePriority.Transactional), (MessageChannel.Mobile, MessagePriority.Bulk),
        (MessageChannel.Email, MessagePriority.Transactional), (MessageChannel.Email, MessagePriority.Bulk),
    ];

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

    /// <summary>What was chosen in a profile, and for text messages and e-mail of the whole organisation what holds where nothing was.</summary>
    public static IEnumerable<CustomerSubscription> Of(ProfileRecord profile)
    {
        foreach (var (channel, priority) in s_usual)
            if (!profile.Subscriptions.Any(each => each.Channel == channel && each.Priority == priority && each.Unit == -1))
                yield return new(profile.Source, profile.Account, channel, priority, -1, IsIn(profile, channel, priority, -1), IsChosen: false);
        foreach (var each in profile.Subscriptions) yield return new(profile.Source, profile.Account, each.Channel, each.Priority, each.Unit, each.IsIn, IsChosen: true);
    }

    public static ProfileRecord With(ProfileRecord profile, SubscriptionRecord subscription)
    {
        var rest = profile.Subscriptions.Where(each => (each.Channel, each.Priority, each.Unit) != (subscription.Channel, subscription.Priority, subscription.Unit));
        return profile with { Subscriptions = [.. rest.Append(subscription).OrderBy(each => each.Channel).ThenBy(each => each.Priority).ThenBy(each => each.Unit)] };
    }
}

/// <summary>What a customer chose about messages: a fact of its entry, for the log.</summary>
internal sealed record SubscriptionChosen(CustomerSource Source, string? Account, MessageChannel Channel, MessagePriority Priority, long Unit, bool IsIn) : EntryChange
{
    public const byte TagOnDisk = 150;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)Source);
        writer.Text(Account);
        writer.Byte((byte)Channel);
        writer.Byte((byte)Priority);
        writer.Signed(Unit);
        writer.Bool(IsIn);
    }

    public static SubscriptionChosen ReadBody(ref RecordReader reader, Instant effective) =>
        new((CustomerSource)reader.Byte(), reader.Text(), (MessageChannel)reader.Byte(), (MessagePriority)reader.Byte(), reader.Signed(), reader.Bool());
}
