using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Over which network a customer and the organisation met.</summary>
public enum InteractionNetwork
{
    /// <summary>Facebook.</summary>
    Facebook = 1,

    /// <summary>Twitter.</summary>
    Twitter = 2,

    /// <summary>Foursquare.</summary>
    Foursquare = 3,

    /// <summary>The organisation's own messages.</summary>
    Own = 4,
}

/// <summary>What an interaction was.</summary>
public enum InteractionType
{
    /// <summary>An e-mail to one.</summary>
    Email = 1,

    /// <summary>An e-mail to many.</summary>
    EmailBulk = 2,

    /// <summary>A visit that was told of.</summary>
    CheckIn = 3,

    /// <summary>It was liked.</summary>
    Like = 4,

    /// <summary>A comment.</summary>
    Comment = 5,

    /// <summary>It was mentioned.</summary>
    Mention = 6,

    /// <summary>A message of others was passed on.</summary>
    Retweet = 7,

    /// <summary>A message.</summary>
    Tweet = 8,

    /// <summary>Feedback.</summary>
    Feedback = 9,
}

/// <summary>
/// Records an interaction with a customer, which happened elsewhere: in a system of messages or a social network (customers R55). They can be
/// read and erased, not changed.
/// </summary>
/// <param name="Customer">The customer.</param>
/// <param name="Network">Over which network.</param>
/// <param name="Type">What it was.</param>
/// <param name="At">When; not in the future.</param>
public sealed record RecordInteraction(CustomerId Customer, InteractionNetwork Network, InteractionType Type, Instant At)
{
    /// <summary>Who sent it, up to 250 characters.</summary>
    public string? Sender { get; init; }

    /// <summary>Who got it, up to 250 characters.</summary>
    public string? Receiver { get; init; }

    /// <summary>What it was about, up to 250 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>What became of it, such as <c>DELIVERED</c>, up to 50 characters.</summary>
    public string? Status { get; init; }

    /// <summary>The campaign it was part of, up to 50 characters.</summary>
    public string? Campaign { get; init; }

    /// <summary>When it was delivered, or null.</summary>
    public Instant? DeliveredAt { get; init; }
}

/// <summary>Asks for interactions of a customer.</summary>
/// <param name="Customer">The customer.</param>
public sealed record InteractionsRequest(CustomerId Customer)
{
    /// <summary>Only those of this network.</summary>
    public InteractionNetwork? Network { get; init; }

    /// <summary>Only those of this type.</summary>
    public InteractionType? Type { get; init; }

    /// <summary>The first day, inclusive, in the organisation's zone.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day, inclusive.</summary>
    public LocalDate? Through { get; init; }

    /// <summary>Most of them, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on before this: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long? Before { get; init; }
}

/// <summary>An interaction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Network">Over which network.</param>
/// <param name="Type">What it was.</param>
/// <param name="At">When.</param>
/// <param name="Sender">Who sent it, or null.</param>
/// <param name="Receiver">Who got it, or null.</param>
/// <param name="Subject">What it was about, or null.</param>
/// <param name="Status">What became of it, or null.</param>
/// <param name="Campaign">The campaign it was part of, or null.</param>
/// <param name="DeliveredAt">When it was delivered, or null.</param>
public sealed record CustomerInteraction(
    long Id, CustomerId Customer, InteractionNetwork Network, InteractionType Type, Instant At, string? Sender, string? Receiver, string? Subject, string? Status, string? Campaign, Instant? DeliveredAt);

/// <summary>An interaction as it is stored.</summary>
internal sealed record InteractionPaper(
    InteractionNetwork Network, InteractionType Type, Instant At, string? Sender, string? Receiver, string? Subject, string? Status, string? Campaign, Instant? DeliveredAt) : CustomerPaper
{
    public override PaperKind Kind => PaperKind.Interaction;

    protected override void WriteBody(RecordWriter writer)
    {
        writer.Byte((byte)Network);
        writer.Byte((byte)Type);
        writer.Signed(At.ToUnixTimeTicks());
        foreach (var text in (ReadOnlySpan<string?>)[Sender, Receiver, Subject, Status, Campaign]) writer.Text(text);
        writer.Bool(DeliveredAt is not null);
        if (DeliveredAt is { } at) writer.Signed(at.ToUnixTimeTicks());
    }

    public static InteractionPaper ReadBody(ref RecordReader reader) => new(
        (InteractionNetwork)reader.Byte(), (InteractionType)reader.Byte(), Instant.FromUnixTimeTicks(reader.Signed()), reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text(),
        reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : null);
}

/// <summary>How interactions are recorded and read.</summary>
internal static class InteractionFlow
{
    public static Outcome<CustomerInteraction> Record(CommandContext context, RecordInteraction command)
    {
        if (Unfit(context, command) is { } unfit) return unfit;
        var print = new Fingerprint("interaction").With("network", (long)command.Network).With("type", (long)command.Type).With("at", command.At).With("sender", command.Sender).With("receiver", command.Receiver)
            .With("subject", command.Subject).With("status", command.Status).With("campaign", command.Campaign).With("delivered", command.DeliveredAt).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        var paper = new InteractionPaper(
            command.Network, command.Type, Ticks.Floor(command.At), RegisterFlow.NullIfEmpty(command.Sender), RegisterFlow.NullIfEmpty(command.Receiver), RegisterFlow.NullIfEmpty(command.Subject),
            RegisterFlow.NullIfEmpty(command.Status), RegisterFlow.NullIfEmpty(command.Campaign), command.DeliveredAt is { } delivered ? Ticks.Floor(delivered) : null);
        if (start.First is { } first) return context.Accept(Shown(command.Customer, first.Position, paper), replayed: true);
        return context.Accept(Shown(command.Customer, PaperBook.Add(context, start.Account!, start.Effective, paper, print).Position, paper));
    }

    public static Outcome<Page<CustomerInteraction>> Of(CommandContext context, InteractionsRequest request)
    {
        if (request.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{request.Limit}"), "1 to 1,000");
        if (request.Before is < 0) return new InvalidValue("Before", Invariant($"{request.Before}"), "Next of the page before");
        if (request is { From: { } first, Through: { } last } && first > last) return new InvalidValue("From", "after Through", "a day up to Through");
        if ((context.Member(request.Customer, out var account) ?? CustomerSight.Hides(context, request.Customer)) is { } unknown) return unknown;
        var zone = DateTimeZoneProviders.Tzdb[CustomerLookUp.Organisation(context).Zone];
        var found = new List<CustomerInteraction>();
        foreach (var (place, paper) in PaperBook.Of<InteractionPaper>(context, account!, PaperKind.Interaction, request.Before))
        {
            var day = paper.At.InZone(zone).Date;
            if (paper.Network != (request.Network ?? paper.Network) || paper.Type != (request.Type ?? paper.Type) || day < request.From || day > request.Through) continue;
            if (found.Count == request.Limit) return context.Accept(new Page<CustomerInteraction>(found, found[^1].Id));
            found.Add(Shown(request.Customer, place.Number, paper));
        }
        return context.Accept(new Page<CustomerInteraction>(found, null));
    }

    private static Refusal? Unfit(CommandContext context, RecordInteraction command)
    {
        if (!Enum.IsDefined(command.Network)) return new InvalidValue("Network", Invariant($"{(int)command.Network}"), "a known network");
        if (!Enum.IsDefined(command.Type)) return new InvalidValue("Type", Invariant($"{(int)command.Type}"), "a known type");
        if (context.Trace.Fails("interaction.time", "customers R55", command.At >= Ticks.Earliest && command.At <= context.Recorded, command.At, "not in the future")) return new InvalidValue("At", Invariant($"{command.At}"), "a time since 1970 up to now");
        if (command.DeliveredAt is { } delivered && (delivered < Ticks.Earliest || delivered > context.Recorded)) return new InvalidValue("DeliveredAt", Invariant($"{delivered}"), "a time since 1970 up to now");
        return Text.Check("Sender", command.Sender, 250) ?? Text.Check("Receiver", command.Receiver, 250) ?? Text.Check("Subject", command.Subject, 250) ?? Text.Check("Status", command.Status, 50) ?? Text.Check("Campaign", command.Campaign, 50);
    }

    private static CustomerInteraction Shown(CustomerId customer, long number, InteractionPaper paper) =>
        new(number, customer, paper.Network, paper.Type, paper.At, paper.Sender, paper.Receiver, paper.Subject, paper.Status, paper.Campaign, paper.DeliveredAt);
}
