using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pos.Import;

/// <summary>
/// Numbers for rows that name no bill: from what the row says, never from where it stands, so that a later, longer
/// or re-sorted export of the same history gives every purchase the number it had. Equal rows are told apart by
/// their occurrence, which staging counts.
/// </summary>
internal static class BillNumbers
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Characters = 20; // 100 bits: two of a thousand million rows meet with a chance of 1 in 10^12

    public static string Of(StagedRow row)
    {
        // No value holds a control character, so a line end cannot be mistaken for part of one.
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"1\n{row.Member}\n{row.Time.ToUnixTimeTicks()}\n{row.Store}\n{row.Sku}\n{row.Quantity}\n{row.Amount}\n{row.Discount}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(content), hash);
        return string.Create(Characters, hash[..16], static (text, bytes) =>
        {
            var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Base32[(int)((bits >> (123 - (5 * i))) & 31)];
            }
        });
    }
}
