using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Brings cards of a series that were issued elsewhere; nobody has them yet (customers R56).</summary>
/// <param name="Series">Code of a series of the organisation.</param>
/// <param name="Numbers">Their numbers, 1 to 10,000 of 1 to 100 characters; unique in the organisation ignoring case.</param>
public sealed record BringCards(string Series, IReadOnlyList<string> Numbers);

/// <summary>Links a card that nobody has to a customer, and makes it active (customers R56).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Number">Number of the card.</param>
public sealed record LinkCard(CustomerId Customer, string Number)
{
    /// <summary>Code of its series; absent: whichever it is of.</summary>
    public string? Series { get; init; }
}

/// <summary>Delinks a card from its customer, so that it can be issued again (customers R56).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Number">Number of the card.</param>
public sealed record DelinkCard(CustomerId Customer, string Number)
{
    /// <summary>Code of its series; absent: whichever it is of.</summary>
    public string? Series { get; init; }
}

/// <summary>A card.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Series">Code of its series.</param>
/// <param name="Number">Its number.</param>
/// <param name="Customer">Who has it, active; null: nobody, and it can be issued.</param>
/// <param name="Since">Since when it is so.</param>
public sealed record CustomerCard(long Id, string Series, string Number, CustomerId? Customer, Instant Since);

/// <summary>Cards that were brought.</summary>
/// <param name="Series">Code of their series.</param>
/// <param name="Count">How many.</param>
public sealed record CardsBrought(string Series, int Count);

/// <summary>The organisation has no such series of cards.</summary>
public sealed record CardSeriesUnknown(string Series) : Refusal("card.series_unknown", "Series", Invariant($"The organisation has no series of cards '{Series}'."));

/// <summary>There is no such card, or not in this series.</summary>
public sealed record CardUnknown(string Number) : Refusal("card.unknown", "Number", Invariant($"There is no card '{Number}' in this series."));

/// <summary>There is a card of this number.</summary>
public sealed record CardNumberTaken(string Number) : Refusal("card.number_taken", "Numbers", Invariant($"There is a card '{Number}' already."));

/// <summary>The card is another customer's, or the customer's own.</summary>
public sealed record CardOwned(string Number) : Refusal("card.owned", "Number", Invariant($"The card '{Number}' is somebody's already."));

/// <summary>The card is not the customer's.</summary>
public sealed record CardNotHeld(string Number, CustomerId Customer) : Refusal("card.not_held", "Number", Invariant($"The card '{Number}' is not that of customer {Customer}."));

/// <summary>The customer has as many cards as it may have, of the series or of all.</summary>
public sealed record CardLimitReached(string Of, int Most) : Refusal("card.limit", "Number", Invariant($"The customer has as many cards of {Of} as it may have: {Most}."));

/// <summary>A merge gave the survivor more cards than one customer may have.</summary>
public sealed record CardLimitExceeded(CustomerId Customer, int Cards) : Warning("card.limit_exceeded", Invariant($"Customer {Customer} has {Cards} cards now, more than it may be given."));

/// <summary>A card; the customer is 0 while nobody has it.</summary>
internal sealed record CardRecord(long Id, long Organisation, string Series, string Number, long Customer, Instant Since)
{
    public static readonly Collection<CardRecord> All = new("cards", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public static RecordKey ClaimKey(long organisation, string number) => Claims.Key(ClaimKind.CardNumber, organisation, 0, number.Trim().ToUpperInvariant());

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Text(Series);
        writer.Text(Number);
        writer.Count(Customer);
        writer.Signed(Since.ToUnixTimeTicks());
    }

    private static CardRecord Read(ref RecordReader reader) => new(
        reader.Count(), reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>That a customer has a card, by customer.</summary>
internal sealed record CardHolder(long Card)
{
    public static readonly Collection<CardHolder> All = new("card_holders", KeyKind.Bytes, static (ref RecordReader reader) => new(reader.Count()), static (row, writer) => writer.Count(row.Card));
}

/// <summary>A card as it is from an entry on.</summary>
internal readonly record struct CardFacts(long Id, string Series, string Number, long Customer);

/// <summary>Cards came, were linked or delinked. It stands in the entry of the customer who has them or had them, or of the organisation.</summary>
internal sealed record CardsSet(IReadOnlyList<CardFacts> Cards) : TieChange
{
    public const byte TagOnDisk = 178;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
    }

    public override void Apply(TieBook book, in TieMoment moment)
    {
        foreach (var card in Cards)
        {
            var key = new RecordKey(card.Id);
            if (book.Find(CardRecord.All, key) is { Customer: not 0 and var holder }) book.Delete(CardHolder.All, TieBook.Pair(holder, card.Id));
            book.Put(CardRecord.All, key, new CardRecord(card.Id, moment.Organisation, card.Series, card.Number, card.Customer, moment.Effective));
            book.Put(Claims.All, CardRecord.ClaimKey(moment.Organisation, card.Number), new Claim(card.Id));
            if (card.Customer != 0) book.Put(CardHolder.All, TieBook.Pair(card.Customer, card.Id), new CardHolder(card.Id));
        }
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Cards.Count);
        foreach (var card in Cards)
        {
            writer.Count(card.Id);
            writer.Text(card.Series);
            writer.Text(card.Number);
            writer.Count(card.Customer);
        }
    }

    public static CardsSet ReadBody(ref RecordReader reader, Instant effective)
    {
        var cards = new CardFacts[reader.Length()];
        for (var i = 0; i < cards.Length; i++) cards[i] = new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged(), reader.Count());
        return new(cards);
    }
}
