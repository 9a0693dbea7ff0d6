using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Loyalty;

/// <summary>
/// A record as a JSON object of declared fields. <paramref name="blank"/> makes the record with the defaults of a profile; what the JSON holds
/// is set on it, and what equals the safe defaults is not written.
/// </summary>
internal sealed class FieldObject<T>(string allowed, Func<DefinitionProfile?, T> blank) : FieldShape<T>
    where T : class
{
    private readonly List<FieldOf<T>> _fields = [];
    private string[] _names = [];
    private string _known = "";

    public override string Allowed => allowed;

    public IReadOnlyList<FieldOf<T>> Fields => _fields;

    public T Blank(DefinitionProfile? profile) => blank(profile);

    /// <summary>Declares a field that must be there.</summary>
    public FieldObject<T> Required<TValue>(string name, FieldShape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) =>
        With(new FieldOf<T, TValue>(name, required: true, shape, get, set));

    /// <summary>Declares a field that has a default.</summary>
    public FieldObject<T> Optional<TValue>(string name, FieldShape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set) =>
        With(new FieldOf<T, TValue>(name, required: false, shape, get, set));

    /// <summary>Declares names that are read elsewhere or not at all.</summary>
    public FieldObject<T> Beside(params string[] names)
    {
        _names = [.. _names, .. names];
        _known = string.Join(", ", _names);
        return this;
    }

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, [MaybeNullWhen(false)] out T value)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Refuse(json, pointer, reading, out value);
        }

        var read = blank(reading.Profile);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!FieldJson.TryName(property, out var name))
            {
                reading.Faults.Add(pointer, "has a property whose name holds half a surrogate pair", _known);
                continue;
            }

            var at = FieldFaults.Property(pointer, name);
            if (!seen.Add(name))
            {
                reading.Faults.Add(at, "stands more than once", "once");
            }
            else if (_fields.Find(field => field.Name == name) is { } field)
            {
                read = field.Read(read, property.Value, at, reading);
            }
            else if (!_names.Contains(name, StringComparer.Ordinal))
            {
                AddUnknown(name, json, pointer, reading.Faults);
            }
        }

        foreach (var field in _fields.Where(field => field.IsRequired && !seen.Contains(field.Name)))
        {
            reading.Faults.Add(FieldFaults.Property(pointer, field.Name), "is missing", field.Allowed);
        }

        value = read;
        return true;
    }

    public override void Write(Utf8JsonWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        var defaults = blank(null);
        foreach (var field in _fields)
        {
            field.Write(writer, value, defaults);
        }

        writer.WriteEndObject();
    }

    public override void Check(T? value, string pointer, FieldFaults faults)
    {
        if (value is null)
        {
            faults.Add(pointer, "is null", Allowed);
            return;
        }

        foreach (var field in _fields)
        {
            var at = FieldFaults.Property(pointer, field.Name);
            if (!faults.IsFaulty(at))
            {
                field.Check(value, at, faults);
            }
        }
    }

    public override bool IsSame(T? a, T? b) => a is null || b is null ? ReferenceEquals(a, b) : _fields.TrueForAll(field => field.IsSame(a, b));

    private FieldObject<T> With(FieldOf<T> field)
    {
        _fields.Add(field);
        return Beside(field.Name);
    }

    private void AddUnknown(string name, JsonElement json, string pointer, FieldFaults faults)
    {
        var nearest = FieldNames.Nearest(name, _names);
        faults.Add(FieldFaults.Property(pointer, name), "is not a known property" + FieldNames.Hint(nearest), _known);
        if (nearest is not null && !json.TryGetProperty(nearest, out _))
        {
            // What was meant is unknown, so nothing is concluded from its default.
            faults.Doubt(FieldFaults.Property(pointer, nearest));
        }
    }
}

/// <summary>One declared field of a record.</summary>
internal abstract class FieldOf<TOwner>(string name, bool required)
{
    public string Name => name;

    public bool IsRequired => required;

    public abstract string Allowed { get; }

    public abstract TOwner Read(TOwner owner, JsonElement json, string pointer, FieldReading reading);

    public abstract void Write(Utf8JsonWriter writer, TOwner owner, TOwner defaults);

    public abstract void Check(TOwner owner, string pointer, FieldFaults faults);

    public abstract bool IsSame(TOwner a, TOwner b);
}

/// <summary>One declared field: its name, its shape and its place in the record.</summary>
internal sealed class FieldOf<TOwner, TValue>(
    string name, bool required, FieldShape<TValue> shape, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> set)
    : FieldOf<TOwner>(name, required)
{
    public override string Allowed => shape.Allowed;

    public override TOwner Read(TOwner owner, JsonElement json, string pointer, FieldReading reading) =>
        shape.TryRead(json, pointer, reading, out var value) ? set(owner, value) : owner;

    public override void Write(Utf8JsonWriter writer, TOwner owner, TOwner defaults)
    {
        var value = get(owner);
        if (IsRequired || !shape.IsSame(value, get(defaults)))
        {
            writer.WritePropertyName(Name);
            shape.Write(writer, value);
        }
    }

    public override void Check(TOwner owner, string pointer, FieldFaults faults) => shape.Check(get(owner), pointer, faults);

    public override bool IsSame(TOwner a, TOwner b) => shape.IsSame(get(a), get(b));
}
