namespace Loyalty.Hosting;

/// <summary>What a customer wants of messages, as it is sent: the documented number of what is wrong with it, or none.</summary>
internal sealed record SentSubscription(int? Fault)
{
    private static readonly (string Name, MessageChannel Channel)[] s_channels =
    [
        ("MOBILE", MessageChannel.Mobile), ("SMS", MessageChannel.Mobile), ("EMAIL", MessageChannel.Email), ("WECHAT", MessageChannel.Wechat), ("WHATSAPP", MessageChannel.Whatsapp),
        ("IOS", MessageChannel.Ios), ("ANDROID", MessageChannel.Android), ("LINE", MessageChannel.Line), ("MOBILEPUSH", MessageChannel.MobilePush), ("POSTMAIL", MessageChannel.PostMail),
    ];

    public MessageChannel Channel { get; private init; }

    public MessagePriority Priority { get; private init; }

    public bool IsIn { get; private init; }

    public long Unit { get; private init; }

    public CustomerSource? Source { get; private init; }

    public string? Account { get; private init; }

    public string ChannelName => Name(Channel);

    public string PriorityName => Name(Priority);

    public static IReadOnlyList<SentSubscription> List(Form form) => [.. form.List("subscriptions").Select(Read)];

    public static string Name(MessageChannel channel) => s_channels.First(each => each.Channel == channel).Name;

    public static string Name(MessagePriority priority) => priority == MessagePriority.Bulk ? "BULK" : "TRANS";

    /// <summary>As logs write it, in lower case.</summary>
    public static string LowerName(MessageChannel channel) => channel switch
    {
        MessageChannel.MobilePush => "mobilePush",
        MessageChannel.PostMail => "postmail",
        _ => char.ToLowerInvariant(channel.ToString()[0]) + channel.ToString()[1..],
    };

    public Doc Echo() => new()
    {
        { "channel", ChannelName },
        { "accountId", Account ?? "" },
        { "priority", PriorityName },
        { "type", IsIn ? "OPTIN" : "OPTOUT" },
        { "orgUnitId", Unit },
        { "sourceName", Sources.Text(Source ?? CustomerSource.Instore) },
    };

    public SetSubscription Command(CustomerId customer, CustomerSource source, string? account) => new(customer, Channel, Priority, IsIn)
    {
        Unit = Unit,
        Source = Source ?? source,
        Account = Source is null || Source == source ? Account ?? account : Account,
    };

    private static SentSubscription Read(Form form)
    {
        var (channel, priority, type) = (form.Code("channel") ?? "", form.Code("priority") ?? "", form.Code("type") ?? "");
        var (unit, source) = (form["orgUnitId"].IsEmpty ? -1 : form["orgUnitId"].IsScalar ? Numbers.Whole(form["orgUnitId"].Text) : null, form.Code("sourceName"));
        var known = s_channels.FirstOrDefault(each => each.Name.Equals(channel, StringComparison.OrdinalIgnoreCase));
        int? fault = known.Name is null ? 1101
            : !priority.Equals("BULK", StringComparison.OrdinalIgnoreCase) && !priority.Equals("TRANS", StringComparison.OrdinalIgnoreCase) ? 1102
            : Wants(type) is null ? 1107
            : unit is null or < -1 ? 1103
            : source is not null && Sources.Of(source) is null ? 8012 : null;
        return new(fault)
        {
            Channel = known.Channel,
            Priority = priority.Equals("BULK", StringComparison.OrdinalIgnoreCase) ? MessagePriority.Bulk : MessagePriority.Transactional,
            IsIn = Wants(type) == true,
            Unit = unit ?? -1,
            Source = source is null ? null : Sources.Of(source),
            Account = form.Code("accountId"),
        };
    }

    private static bool? Wants(string type) => type.ToUpperInvariant() switch
    {
        "OPTIN" or "1" => true,
        "OPTOUT" or "0" => false,
        _ => null,
    };
}
