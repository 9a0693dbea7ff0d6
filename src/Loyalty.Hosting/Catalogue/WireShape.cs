using Microsoft.OpenApi;

namespace Loyalty.Hosting;

/// <summary>What may stand at a place of a body: kinds of values, the members of an object, the items of a list.</summary>
internal sealed class WireShape
{
    private const JsonSchemaType None = default;

    private readonly SortedDictionary<string, WireShape> _members = new(StringComparer.Ordinal);

    private WireShape? _items;

    // Of its object.
    private bool _isRequired;

    private JsonSchemaType _kinds;

    public bool IsEmpty => _kinds == None;

    /// <summary>The shape of what is written.</summary>
    public static WireShape Of(object? value, bool asText) => value switch
    {
        Doc doc => OfMembers(doc, asText),
        Native native => Of(native.Value, asText: false),
        IReadOnlyList<Doc> list => new() { _kinds = JsonSchemaType.Array, _items = list.Count > 0 ? Of(list[0], asText) : null },
        bool when !asText => new() { _kinds = JsonSchemaType.Boolean },
        int or long when !asText => new() { _kinds = JsonSchemaType.Integer },
        _ when value == Doc.Null => new() { _kinds = JsonSchemaType.Null },
        _ => new() { _kinds = JsonSchemaType.String },
    };

    /// <summary>Adds a documented field: a path as <c>a.b[].c</c>, where [] is any item, and its type.</summary>
    public void Add(string path, string type, bool isRequired = false)
    {
        var at = this;
        foreach (var part in path.Split('.'))
        {
            var name = part.Split('[')[0];
            if (name.Length > 0) at = at.Member(name);
            for (var depth = part.Length - name.Length; depth > 0; depth -= 2) at = at.Item();
        }
        at._kinds |= Kind(type);
        at._isRequired |= isRequired;
    }

    /// <summary>What an answer has. What an example has not got may be null or missing; on V1.1 an entity is an object for one item and a list for several.</summary>
    public OpenApiSchema Answer(bool isV1) => Schema("", 0, (name, depth, schema) =>
    {
        // The types are those of examples, in which amounts happen to be whole.
        if (Has(schema, JsonSchemaType.Integer) && !IsWhole(name)) schema.Type |= JsonSchemaType.Number;
        if (!isV1) return;
        // Clients parse codes as numbers, whatever an example shows (R14).
        if (name == "code" && Has(schema, JsonSchemaType.String)) schema.Type |= JsonSchemaType.Integer;
        if (depth > 2 && Has(schema, JsonSchemaType.Object) && !Has(schema, JsonSchemaType.Array) && !name.EndsWith("status", StringComparison.Ordinal))
        {
            schema.Type |= JsonSchemaType.Array;
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = schema.Properties };
        }
    });

    /// <summary>What a body may have: numbers and flags as text too, and on V1.1 one item where a list is expected.</summary>
    public OpenApiSchema Body(bool isV1) => Schema("", 0, (_, _, schema) =>
    {
        if (Has(schema, JsonSchemaType.String)) schema.Type |= JsonSchemaType.Number;
        if (Has(schema, JsonSchemaType.Number | JsonSchemaType.Integer | JsonSchemaType.Boolean)) schema.Type |= JsonSchemaType.String;
        if (!isV1 || schema.Items is null) return;
        schema.Type |= schema.Items.Type;
        schema.Properties ??= schema.Items.Properties;
        schema.Required ??= schema.Items.Required;
    });

    private static bool Has(OpenApiSchema schema, JsonSchemaType kinds) => (schema.Type & kinds) is not (null or None);

    private static bool IsWhole(string name) =>
        name.EndsWith("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("code", StringComparison.OrdinalIgnoreCase) || name.EndsWith("count", StringComparison.OrdinalIgnoreCase);

    private static WireShape OfMembers(Doc doc, bool asText)
    {
        var shape = new WireShape { _kinds = JsonSchemaType.Object };
        foreach (var (name, field) in doc.Fields) shape._members[name] = Of(field, asText);
        return shape;
    }

    private static JsonSchemaType Kind(string type) => type.Split(' ')[0] switch
    {
        "object" => JsonSchemaType.Object,
        "array" => JsonSchemaType.Array,
        "integer" => JsonSchemaType.Integer,
        "number" or "decimal" => JsonSchemaType.Number,
        "boolean" => JsonSchemaType.Boolean,
        "null" => JsonSchemaType.Null,
        _ => JsonSchemaType.String,
    };

    private WireShape Member(string name)
    {
        _kinds |= JsonSchemaType.Object;
        return _members.TryGetValue(name, out var known) ? known : _members[name] = new();
    }

    private WireShape Item()
    {
        _kinds |= JsonSchemaType.Array;
        return _items ??= new();
    }

    private OpenApiSchema Schema(string name, int depth, Action<string, int, OpenApiSchema> widen)
    {
        var schema = new OpenApiSchema
        {
            // Null alone says only that the example had nothing there.
            Type = (_kinds & ~JsonSchemaType.Null) == None ? null : _kinds | JsonSchemaType.Null,
            Items = _items?.Schema(name, depth, widen),
            Properties = _members.Count == 0 ? null : _members.ToDictionary(each => each.Key, IOpenApiSchema (each) => each.Value.Schema(each.Key, depth + 1, widen), StringComparer.Ordinal),
        };
        var required = _members.Where(each => each.Value._isRequired).Select(each => each.Key).ToHashSet(StringComparer.Ordinal);
        if (required.Count > 0) schema.Required = required;
        if (schema.Type is null) return schema;
        widen(name, depth, schema);
        // An integer is a number; both together say no more.
        if (Has(schema, JsonSchemaType.Number)) schema.Type &= ~JsonSchemaType.Integer;
        return schema;
    }
}
