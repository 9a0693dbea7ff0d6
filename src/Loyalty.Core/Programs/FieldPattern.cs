using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Loyalty;

/// <summary>A value that a text pattern reads and writes: an instant, a time of day.</summary>
internal sealed class FieldPattern<T>(IPattern<T> pattern, string allowed) : FieldShape<T>
    where T : struct
{
    public override string Allowed => allowed;

    public override bool TryRead(JsonElement json, string pointer, FieldReading reading, out T value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.String
            && FieldJson.TryText(json, out var text)
            && pattern.Parse(text).TryGetValue(default, out value)
            || Refuse(json, pointer, reading, out value);
    }

    public override void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(pattern.Format(value));

    public override void Check(T value, string pointer, FieldFaults faults)
    {
        if (!pattern.Parse(pattern.Format(value)).TryGetValue(default, out var read) || !read.Equals(value))
        {
            faults.Add(pointer, "is " + pattern.Format(value), Allowed);
        }
    }
}

/// <summary>The patterns in use.</summary>
internal static class FieldPatterns
{
    public static readonly FieldPattern<Instant> Instant = new(
        InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFF'Z'"), "an instant to the millisecond as 2026-05-31T18:29:59.999Z");

    public static readonly FieldPattern<LocalTime> Time = new(LocalTimePattern.CreateWithInvariantCulture("HH':'mm"), "a time of day as HH:mm");
}
