using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;

namespace Pos.Import;

/// <summary>A row that passed its checks. Amounts are whole units, see <see cref="ExactNumber"/>.</summary>
internal sealed class StagedRow
{
    public string Bill { get; set; } = "";
    public string Member { get; set; } = "";
    public Instant Time { get; set; }
    public string? Store { get; set; }
    public string? Sku { get; set; }
    public long Quantity { get; set; }
    public long Amount { get; set; }
    public long Discount { get; set; }
    public string? Fields { get; set; }
}

/// <summary>Checks a record and takes its values. Reasons are the same words for the same fault, so that a report can count them.</summary>
internal sealed class RowReader(ColumnBinding binding, ColumnMap map, TimeReader times)
{
    public const int LongestField = 250;

    /// <summary>How the reason ends when a number has a decimal comma and the mapping says nothing of it.</summary>
    public const string DecimalComma = " is written with a decimal comma";

    private const int LongestText = 100;
    private const int LongestBill = 50;
    private const long OneUnit = 1_000_000;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly StringBuilder _joined = new();
    private readonly BillNumbers? _numbers = map.HasBills ? null : new(binding.Header);

    /// <summary>Fills the row, or answers why the record cannot be taken.</summary>
    public string? Read(CsvText record, StagedRow row)
    {
        if (CountFault(record) is { } count)
        {
            return count;
        }

        return Text(record, Role.Bill, LongestBill, required: map.HasBills, "/", out var bill)
            ?? Text(record, Role.Member, LongestText, required: true, "", out var member)
            ?? Text(record, Role.Store, LongestText, required: false, "", out var store)
            ?? Text(record, Role.Sku, LongestText, required: false, "", out var sku)
            ?? Text(record, Role.Time, LongestText, required: true, " ", out var timeText)
            ?? times.Read(timeText!, out var time)
            ?? Number(record, Role.Quantity, ExactNumber.QuantityScale, emptyIsZero: false, OneUnit, out var quantity)
            ?? Number(record, Role.Amount, ExactNumber.MoneyScale, emptyIsZero: false, 0, out var amount)
            ?? Number(record, Role.Discount, ExactNumber.MoneyScale, emptyIsZero: true, 0, out var discount)
            ?? Kept(record, out var fields)
            ?? Fill();

        string? Fill()
        {
            row.Bill = bill ?? _numbers!.Of(record);
            row.Member = member!;
            row.Time = time;
            row.Store = store;
            row.Sku = sku;
            row.Quantity = quantity;
            row.Amount = amount;
            row.Discount = discount;
            row.Fields = fields;
            return null;
        }
    }

    /// <summary>A row that is too short was cut off, one that is too long has a delimiter too many; empty fields at its end do no harm.</summary>
    private string? CountFault(CsvText record)
    {
        if (record.FieldCount < binding.Header.Count)
        {
            return "row has fewer fields than the header";
        }

        for (var i = binding.Header.Count; i < record.FieldCount; i++)
        {
            if (!record.Field(i).IsWhiteSpace())
            {
                return "row has more fields than the header";
            }
        }

        return null;
    }

    private string? Text(CsvText record, Role role, int longest, bool required, string separator, out string? value)
    {
        value = null;
        var columns = binding[role];
        if (columns.Length == 0)
        {
            return null;
        }

        if (columns.Length == 1)
        {
            value = record.Field(columns[0]).Trim().ToString();
        }
        else
        {
            _joined.Clear();
            foreach (var column in columns)
            {
                var part = record.Field(column).Trim();
                if (part.IsEmpty)
                {
                    return $"{ColumnMap.NameOf(role)} is empty";
                }

                _joined.Append(_joined.Length > 0 ? separator : "").Append(part);
            }

            value = _joined.ToString();
        }

        if (value.Length == 0)
        {
            value = null;
            return required ? $"{ColumnMap.NameOf(role)} is empty" : null;
        }

        return value.Length > longest ? $"{ColumnMap.NameOf(role)} is over {longest} characters"
            : HasControl(value) ? $"control character in {ColumnMap.NameOf(role)}"
            : null;
    }

    private string? Number(CsvText record, Role role, int scale, bool emptyIsZero, long absent, out long units)
    {
        var columns = binding[role];
        units = columns.Length == 0 ? absent : 0;
        foreach (var column in columns)
        {
            var text = record.Field(column).Trim();
            var fault = ExactNumber.Read(text, scale, map.DecimalComma, out var part);
            if (fault != NumberFault.None && !(fault == NumberFault.Empty && emptyIsZero))
            {
                return fault == NumberFault.NotANumber && HasDecimalComma(text) ? ColumnMap.NameOf(role) + DecimalComma : Reason(role, scale, fault);
            }

            units += part;
        }

        return null;
    }

    /// <summary>Whether a decimal comma is what keeps a text from being a number. Before three digits it may part thousands.</summary>
    private bool HasDecimalComma(ReadOnlySpan<char> text) =>
        !map.DecimalComma
        && text.LastIndexOf(',') != text.Length - 4
        && ExactNumber.Read(text, ExactNumber.MoneyScale, decimalComma: true, out _) is NumberFault.None or NumberFault.Negative or NumberFault.TooManyDecimals;

    private string Reason(Role role, int scale, NumberFault fault)
    {
        var name = ColumnMap.NameOf(role);
        return fault switch
        {
            NumberFault.Empty => $"{name} is empty",
            NumberFault.Scientific => $"{name} in scientific notation",
            NumberFault.Negative => $"negative {name}",
            NumberFault.TooManyDecimals => $"{name} has more than {scale} decimals",
            NumberFault.TooLarge => $"{name} has more than {ExactNumber.LargestDigits} digits before the decimal point",
            _ => $"{name} is not a plain number such as {(map.DecimalComma ? "1234,50" : "1234.50")}",
        };
    }

    private string? Kept(CsvText record, out string? fields)
    {
        fields = null;
        if (binding.Kept.Count == 0)
        {
            return null;
        }

        _json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_json, Plain))
        {
            writer.WriteStartObject();
            foreach (var column in binding.Kept)
            {
                var value = record.Field(column).Trim();
                if (value.Length > LongestField)
                {
                    return $"{binding.Header[column]} is over {LongestField} characters";
                }

                if (HasControl(value))
                {
                    return $"control character in {binding.Header[column]}";
                }

                if (!value.IsEmpty)
                {
                    writer.WriteString(binding.Header[column], value);
                }
            }

            writer.WriteEndObject();
        }

        fields = _json.WrittenCount == 2 ? null : Encoding.UTF8.GetString(_json.WrittenSpan);
        return null;
    }

    private static bool HasControl(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }
}
