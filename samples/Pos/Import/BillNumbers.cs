using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pos.Import;

/// <summary>
/// Numbers for rows that name no bill: from what stands in the row, never from where it stands nor from what the mapping
/// makes of it, so that a later, longer or re-sorted export, another zone or another choice of columns gives every
/// purchase the number it had. Equal rows are told apart by their occurrence, which staging counts.
/// </summary>
internal sealed class BillNumbers
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Characters = 20; // 100 bits: two of a thousand million rows meet with a chance of 1 in 10^12
    private const byte Version = 2;

    /// <summary>The columns in the order of their names: that of the file does not matter.</summary>
    private readonly (int Column, byte[] Name)[] _columns;
    private readonly ArrayBufferWriter<byte> _content = new();

    public BillNumbers(IReadOnlyList<string> header) => _columns =
        [.. Enumerable.Range(0, header.Count).OrderBy(i => header[i], StringComparer.OrdinalIgnoreCase).Select(i => (i, Encoding.UTF8.GetBytes(header[i].ToUpperInvariant())))];

    /// <summary>The number of a record that has all fields of the header.</summary>
    public string Of(CsvText record)
    {
        _content.ResetWrittenCount();
        _content.Write([Version]);
        foreach (var (column, name) in _columns)
        {
            // An empty field says nothing: a column that is added and left empty makes no other purchase.
            var value = record.Field(column).Trim();
            if (value.IsEmpty)
            {
                continue;
            }

            // Each part behind its length, so that no part can be mistaken for the end of another.
            Length(name.Length);
            _content.Write(name);
            Length(Encoding.UTF8.GetByteCount(value));
            Encoding.UTF8.GetBytes(value, _content);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_content.WrittenSpan, hash);
        return string.Create(Characters, hash[..16], static (text, bytes) =>
        {
            var bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Base32[(int)((bits >> (123 - (5 * i))) & 31)];
            }
        });
    }

    private void Length(int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_content.GetSpan(sizeof(int)), length);
        _content.Advance(sizeof(int));
    }
}
