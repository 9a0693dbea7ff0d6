using Microsoft.OpenApi;

namespace Loyalty.Hosting;

/// <summary>Parameters, bodies and answers of an operation in the OpenAPI document.</summary>
internal static class ApiSchemas
{
    private static readonly string[] s_json = ["application/json"];
    private static readonly string[] s_either = ["application/json", "application/xml"];

    public static void Describe(OpenApiOperation operation, Operation documented)
    {
        var shapes = DocumentedShapes.Of(documented);
        operation.Parameters = [.. Parameters(documented, shapes)];
        if (documented.IsOwn) DescribeOwn(operation, documented);
        else if (documented.IsBuilt) DescribeBuilt(operation, documented, shapes ?? new());
    }

    private static void DescribeBuilt(OpenApiOperation operation, Operation documented, DocumentedShapes shapes)
    {
        var isV1 = documented.Family == Family.V1;
        var media = isV1 ? s_either : s_json;
        if (documented.TakesFile) operation.RequestBody = new OpenApiRequestBody { Content = Content(["multipart/form-data"], new() { Type = JsonSchemaType.Object }) };
        else if (!shapes.Body.IsEmpty) operation.RequestBody = new OpenApiRequestBody { Content = Content(media, shapes.Body.Body(isV1)) };
        operation.Responses = new()
        {
            ["200"] = new OpenApiResponse { Description = isV1 ? "Done; each item has a status of its own." : "Done.", Content = Content(media, shapes.Answer.Answer(isV1)) },
            ["4XX"] = new OpenApiResponse { Description = "Refused, and nothing changed.", Content = Content(media, WireShape.Of(Envelope.Failure(documented.Family, 400, "").Body, isV1).Answer(isV1)) },
        };
        if (!documented.IsOpen) operation.Responses["401"] = new OpenApiResponse { Description = "The credentials are wrong or missing." };
    }

    private static void DescribeOwn(OpenApiOperation operation, Operation documented)
    {
        var program = Content(s_json, new() { Type = JsonSchemaType.Object, Description = "The organisation and its programs." });
        var isPut = documented.Method == "PUT";
        operation.Responses = new()
        {
            ["200"] = new OpenApiResponse { Description = isPut ? "In force." : "The program in force.", Content = isPut ? null : program },
            ["401"] = new OpenApiResponse { Description = "The credentials are wrong or missing." },
            ["403"] = new OpenApiResponse { Description = "The access group does not name the resource Program." },
        };
        // The version, by which a change that another has made meanwhile is not lost.
        ((OpenApiResponse)operation.Responses["200"]).Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            ["ETag"] = new OpenApiHeader { Description = "The version in force, in quotes.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        };
        if (!isPut) return;
        operation.Parameters!.Add(new OpenApiParameter
        {
            Name = "If-Match",
            In = ParameterLocation.Header,
            Description = "The ETag of the version that the program was made from, or several; without it, or with *, whatever is in force is replaced.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        operation.Responses["412"] = new OpenApiResponse { Description = "Another version is in force than If-Match names; nothing changed.", Content = Content([Envelope.ProblemType], new() { Type = JsonSchemaType.Object }) };
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = program };
        operation.Responses["422"] = new OpenApiResponse { Description = "The program has faults, each with its JSON pointer; the one in force goes on.", Content = Content([Envelope.ProblemType], new() { Type = JsonSchemaType.Object }) };
    }

    private static IEnumerable<IOpenApiParameter> Parameters(Operation documented, DocumentedShapes? shapes)
    {
        var inPath = documented.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part[1..^1]).ToArray();
        foreach (var name in inPath) yield return Parameter(name, ParameterLocation.Path, shapes?.Parameters.Find(each => each.Name == name).Type ?? "string", isRequired: true);
        foreach (var (name, type, isRequired) in shapes?.Parameters ?? [])
            if (!inPath.Contains(name, StringComparer.Ordinal)) yield return Parameter(name, IsHeader(name) ? ParameterLocation.Header : ParameterLocation.Query, type, isRequired);
        if (documented.IsBuilt && documented.Method != "GET" && !documented.IsOpen) yield return Parameter("Idempotency-Key", ParameterLocation.Header, "string", isRequired: false);
    }

    private static bool IsHeader(string name) => name.StartsWith("X-", StringComparison.Ordinal) || name.StartsWith("DATA-", StringComparison.Ordinal);

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string type, bool isRequired) => new()
    {
        Name = name,
        In = place,
        Required = isRequired,
        Schema = new OpenApiSchema
        {
            Type = type switch
            {
                "int" or "long" or "integer" => JsonSchemaType.Integer,
                "double" or "float" => JsonSchemaType.Number,
                "boolean" or "bool" => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
        },
    };

    private static Dictionary<string, OpenApiMediaType> Content(string[] media, OpenApiSchema schema) =>
        media.ToDictionary(each => each, _ => new OpenApiMediaType { Schema = schema }, StringComparer.Ordinal);
}
