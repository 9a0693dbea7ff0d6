using System.Text.RegularExpressions;

namespace Loyalty;

/// <summary>A custom field of the organisation: a text of up to 250 characters (customers 1.4).</summary>
public sealed record CustomFieldDefinition
{
    /// <summary>Its name: 1 to 20 characters without <c>! @ # $ % / ? . &gt;</c>, unique ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is in use; values for one that is not are skipped. On by default.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>The type of an extended field (customers 1.4).</summary>
public enum ExtendedFieldType
{
    /// <summary>A whole number.</summary>
    Integer = 0,

    /// <summary>A text of up to 250 characters.</summary>
    String = 1,

    /// <summary>A decimal number.</summary>
    Double = 2,

    /// <summary>A date; it is never shifted.</summary>
    Date = 3,

    /// <summary>A date and time, kept in UTC.</summary>
    Datetime = 4,

    /// <summary>A text of up to 250 characters that organisations share.</summary>
    StandardString = 5,

    /// <summary>One of the allowed values, which organisations share.</summary>
    StandardEnum = 6,

    /// <summary>One of the allowed values.</summary>
    CustomEnum = 7,

    /// <summary>A country, by ISO 3166 code of two letters.</summary>
    Country = 8,

    /// <summary>A currency, by ISO 4217 code.</summary>
    Currency = 9,

    /// <summary>A language, by ISO 639 code of two letters.</summary>
    Language = 10,

    /// <summary>A user of the organisation, by number.</summary>
    AssociateUser = 11,

    /// <summary>A store or till of the organisation, by code.</summary>
    OrgEntity = 12,

    /// <summary>A card, by number.</summary>
    Card = 13,

    /// <summary>Several texts, each once.</summary>
    StringSet = 14,

    /// <summary>Several values of one element type.</summary>
    List = 15,
}

/// <summary>The type of a list's elements.</summary>
public enum ListElement
{
    /// <summary>Texts.</summary>
    Text = 0,

    /// <summary>Whole numbers.</summary>
    Integer = 1,

    /// <summary>Decimal numbers.</summary>
    Decimal = 2,
}

/// <summary>How a rule compares a value.</summary>
public enum FieldComparison
{
    /// <summary>Equal to it.</summary>
    Equal = 0,

    /// <summary>Above it.</summary>
    Greater = 1,

    /// <summary>Below it.</summary>
    Less = 2,

    /// <summary>At least it.</summary>
    GreaterOrEqual = 3,

    /// <summary>At most it.</summary>
    LessOrEqual = 4,
}

/// <summary>A rule of an extended field: a comparison of numbers, or a pattern of texts.</summary>
public sealed record FieldRule
{
    /// <summary>How a number compares with <see cref="Value"/>; absent for a pattern.</summary>
    public FieldComparison? Compare { get; init; }

    /// <summary>What it is compared with.</summary>
    public decimal? Value { get; init; }

    /// <summary>A regular expression that the whole text must match, without look-around and back references; absent for a comparison.</summary>
    public string? Pattern { get; init; }

    /// <summary>The pattern made ready, or null when it cannot be one. It needs time in proportion to the text, whatever the pattern.</summary>
    internal static Regex? Expression(string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>An extended field of customers (customers 1.4).</summary>
public sealed record ExtendedFieldDefinition
{
    /// <summary>Its name, 1 to 50 characters, unique ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required ExtendedFieldType Type { get; init; }

    /// <summary>The allowed values of an enum, or of a list's elements; an enum needs some.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The elements of a list. Default: texts.</summary>
    public ListElement Element { get; init; } = ListElement.Text;

    /// <summary>Fewest elements of a list or set, 0 to 100. Default 0.</summary>
    public int MinimumCount { get; init; }

    /// <summary>Most elements of a list or set, 1 to 100. Default 100.</summary>
    public int MaximumCount { get; init; } = 100;

    /// <summary>Whether a value may be replaced by another. On by default.</summary>
    public bool Updatable { get; init; } = true;

    /// <summary>What each value must meet.</summary>
    public IReadOnlyList<FieldRule> Rules { get; init; } = [];

    /// <summary>Whether a customer must have it for bills to be added, where the queue of rejected bills asks (<see cref="BillQueueRules.CustomerFields"/>). Default off.</summary>
    public bool Mandatory { get; init; }
}
