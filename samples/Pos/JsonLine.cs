using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty;
using NodaTime;

namespace Pos;

/// <summary>One line of JSON for a machine. Amounts and points are texts, so that no reader makes floats of them.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new TextConverter<decimal>(Say.Number),
            new TextConverter<Instant>(Say.Instant),
            new NumberConverter<CustomerId>(id => id.Value),
            new NumberConverter<BillId>(id => id.Value),
            new NumberConverter<RedemptionId>(id => id.Value),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
        },
    };

    public static string Of(object value) => JsonSerializer.Serialize(value, value.GetType(), s_options);

    private sealed class TextConverter<T>(Func<T, string> text) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(text(value));
    }

    private sealed class NumberConverter<T>(Func<T, long> number) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteNumberValue(number(value));
    }
}
