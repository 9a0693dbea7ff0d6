using System.Collections;
using System.Reflection;
using System.Text.Json;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>Every field of the records is declared, and reads and writes its own property: a new one cannot be forgotten.</summary>
public class DefinitionFieldsTests
{
    [Fact]
    public void Every_property_of_the_records_is_written_under_its_name()
    {
        var missing = new List<string>();
        using var json = JsonDocument.Parse(DefinitionJson.Write(Full()));
        Compare(Full(), json.RootElement, "", missing);

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_property_of_the_records_is_read_into_its_own_place()
    {
        var faults = new FieldFaults();
        var full = Full();

        var read = DefinitionJson.Parse(DefinitionJson.Write(full), faults);

        Assert.Empty(faults.Sorted());
        Assert.Equivalent(full, read, strict: true);
    }

    [Fact]
    public void Each_property_alone_makes_a_difference()
    {
        var blank = DefinitionJsonFields.Definition.Blank(null);
        var without = DefinitionJson.Write(blank);
        foreach (var (owner, property) in Places(blank))
        {
            var before = property.GetValue(owner);
            property.SetValue(owner, Other(property.PropertyType, before));
            var written = DefinitionJson.Write(blank);
            property.SetValue(owner, before);

            Assert.False(written == without, $"{property.DeclaringType!.Name}.{property.Name} is not written when it alone differs.");
        }

        Assert.Equal(without, DefinitionJson.Write(blank));
    }

    private static LoyaltyDefinition Full() => (LoyaltyDefinition)Other(typeof(LoyaltyDefinition), null);

    // The blank record and what stands in it, with each property that can be set.
    private static IEnumerable<(object Owner, PropertyInfo Property)> Places(object owner)
    {
        foreach (var property in Settable(owner.GetType()))
        {
            yield return (owner, property);
            if (IsRecord(property.PropertyType) && property.GetValue(owner) is { } inner)
            {
                foreach (var place in Places(inner))
                {
                    yield return place;
                }
            }
        }
    }

    private static void Compare(object record, JsonElement json, string pointer, List<string> missing)
    {
        foreach (var property in Settable(record.GetType()))
        {
            var at = pointer + "/" + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!json.TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(property.Name), out var field))
            {
                missing.Add(at);
            }
            else if (property.GetValue(record) is var value && IsRecord(property.PropertyType))
            {
                Compare(value!, field, at, missing);
            }
            else if (value is IList { Count: > 0 } list && IsRecord(list[0]!.GetType()))
            {
                Compare(list[0]!, field[0], at + "/0", missing);
            }
        }
    }

    private static IEnumerable<PropertyInfo> Settable(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    private static bool IsRecord(Type type) => type.IsClass && type.Namespace == nameof(Loyalty);

    // A value other than the given one, and one that no field has by default.
    private static object Other(Type type, object? than)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
        {
            return Enum.GetValues(plain).Cast<object>().First(value => !value.Equals(than));
        }

        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(plain.GetGenericArguments()[0], 1);
            list.SetValue(Other(plain.GetGenericArguments()[0], null), 0);
            return list;
        }

        if (IsRecord(plain))
        {
            var record = Activator.CreateInstance(plain)!;
            foreach (var property in Settable(plain))
            {
                property.SetValue(record, Other(property.PropertyType, property.GetValue(record)));
            }

            return record;
        }

        return plain == typeof(string) ? "other"
            : plain == typeof(decimal) ? 77.5m
            : plain == typeof(int) ? 77
            : plain == typeof(long) ? 77L
            : plain == typeof(bool) ? !true.Equals(than)
            : plain == typeof(LocalDate) ? new LocalDate(2031, 7, 8)
            : plain == typeof(LocalTime) ? new LocalTime(7, 8)
            : plain == typeof(Instant) ? Instant.FromUtc(2031, 7, 8, 9, 10)
            : throw new NotSupportedException($"The test knows no other value of {plain}.");
    }
}
