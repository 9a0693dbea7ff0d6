using System.Reflection;
using Loyalty.Tests.Model;

namespace Loyalty.Tests;

/// <summary>What a codec writes it reads again, for values at the ends of their types and for random bits.</summary>
public sealed class CodecTests
{
    [Fact]
    public void Every_collection_of_the_schema_is_exercised_by_name() =>
        Assert.Equal(Schema.Collections.Select(collection => collection.Name).Order(StringComparer.Ordinal), RandomRecords.ByCollection.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_kind_of_change_is_made_by_the_generator()
    {
        var kinds = typeof(EntryChange).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EntryChange)) && !type.IsAbstract).Select(type => type.Name);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), RandomRecords.Changes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_two_kinds_of_change_share_a_tag()
    {
        var tags = RandomRecords.Changes.Values.Select(make => make(new RandomBits(1)).Tag).ToArray();
        Assert.Equal(tags.Length, tags.Distinct().Count());
        Assert.Equal(SectionKind.All.Length, SectionKind.All.Select(kind => kind.Tag).Distinct().Count());
    }

    [Fact]
    public void A_record_of_every_collection_comes_back_to_the_byte() =>
        Run(seed =>
        {
            foreach (var collection in Schema.Collections)
            {
                var record = RandomRecords.ByCollection[collection.Name](new RandomBits(seed));
                var bytes = Encoded(collection, record);
                var read = collection.Decode(bytes);
                Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Encoded(collection, read)));
                Same(record, read, collection.Name);
            }
        });

    [Fact]
    public void Every_kind_of_change_comes_back_as_it_was() =>
        Run(seed =>
        {
            foreach (var (kind, make) in RandomRecords.Changes)
            {
                var bits = new RandomBits(seed);
                var (change, effective) = (make(bits), bits.Instant());
                var writer = new RecordWriter();
                change.Write(writer, effective);
                var reader = new RecordReader(writer.Written);
                Same(change, EntryChange.Read(ref reader, effective), kind);
                Assert.True(reader.AtEnd);
            }
        });

    [Fact]
    public void A_record_that_ends_too_early_is_called_damaged_and_nothing_else() =>
        Run(seed =>
        {
            foreach (var collection in Schema.Collections)
            {
                var bytes = Encoded(collection, RandomRecords.ByCollection[collection.Name](new RandomBits(seed)));
                if (collection == Journal.Entries || bytes.Length == 0) continue;
                var cut = bytes.AsSpan(0, (int)(unchecked((uint)seed) % (uint)bytes.Length)).ToArray();
                try
                {
                    collection.Decode(cut);
                }
                catch (StoreException damage)
                {
                    Assert.Equal(StoreFault.Corrupt, damage.Fault);
                }
            }
        });

    [Fact]
    public void Numbers_of_both_forms_and_decimals_come_back_bit_for_bit() =>
        Run(seed =>
        {
            var bits = new RandomBits(seed);
            foreach (var number in (long[])[long.MinValue, long.MaxValue, -1, 0, 1, bits.Long(), bits.Any()])
            {
                var writer = new RecordWriter();
                writer.Count(number);
                writer.Signed(number);
                writer.Fixed64(unchecked((ulong)number));
                var reader = new RecordReader(writer.Written);
                Assert.Equal((number, number, unchecked((ulong)number)), (reader.Count(), reader.Signed(), reader.Fixed64()));
                Assert.True(reader.AtEnd);
            }
            foreach (var number in (decimal[])[decimal.MaxValue, decimal.MinValue, 0m, 0.00m, -0.0m, 7.50m, 1e-28m, bits.Decimal(), bits.AnyDecimal()])
            {
                var writer = new RecordWriter();
                writer.Decimal(number);
                var reader = new RecordReader(writer.Written);
                Assert.Equal(decimal.GetBits(number), decimal.GetBits(reader.Decimal()));
                Assert.True(reader.AtEnd);
            }
        });

    private static byte[] Encoded(Collection collection, object record)
    {
        var writer = new RecordWriter();
        collection.Encode(record, writer);
        return writer.ToArray();
    }

    /// <summary>Every property that holds data is the same; sections of accounts are compared by their bytes.</summary>
    private static void Same(object? expected, object? actual, string path)
    {
        switch (expected)
        {
            case null:
                Assert.True(actual is null, $"{path}: {actual} instead of nothing.");
                return;
            case System.Runtime.CompilerServices.ITuple parts:
                for (var i = 0; i < parts.Length; i++) Same(parts[i], ((System.Runtime.CompilerServices.ITuple)actual!)[i], $"{path}[{i}]");
                return;
            case string or ValueType:
                Assert.True(expected.Equals(actual), $"{path}: {actual} instead of {expected}.");
                return;
            case Account:
                return;
            case IReadOnlyDictionary<string, string> fields:
                Assert.Equal(fields.OrderBy(field => field.Key, StringComparer.Ordinal), ((IReadOnlyDictionary<string, string>)actual!).OrderBy(field => field.Key, StringComparer.Ordinal));
                return;
            case System.Collections.IEnumerable list:
                var (all, others) = (list.Cast<object>().ToArray(), ((System.Collections.IEnumerable)actual!).Cast<object>().ToArray());
                Assert.True(all.Length == others.Length, $"{path}: {others.Length} elements instead of {all.Length}.");
                for (var i = 0; i < all.Length; i++) Same(all[i], others[i], $"{path}[{i}]");
                return;
        }
        Assert.Equal(expected.GetType(), actual!.GetType());
        foreach (var property in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // Bytes are what the whole is compared by; a change's lot learns its bill from the entry.
            if (property.GetIndexParameters().Length > 0 || property.PropertyType.IsByRefLike || property.Name == "EqualityContract") continue;
            Same(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
        }
    }

    private static void Run(Action<int> law) => Draws.Law("records written and read", 300, law);
}
