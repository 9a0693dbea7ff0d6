namespace Loyalty.Hosting;

/// <summary>What is documented of an operation that is built: its parameters and the fields of its body and of its answer.</summary>
internal sealed class DocumentedShapes
{
    private static readonly Lazy<Dictionary<string, DocumentedShapes>> s_all = new(Read);

    public List<(string Name, string Type, bool IsRequired)> Parameters { get; } = [];

    public WireShape Body { get; } = new();

    public WireShape Answer { get; } = new();

    /// <summary>By verb and path; null for what is not built.</summary>
    public static DocumentedShapes? Of(Operation operation) => s_all.Value.GetValueOrDefault(operation.Key);

    // A line with verb and path, then a line a field: ? before a parameter, > before what is sent, < before what is answered; ! behind what is required.
    private static Dictionary<string, DocumentedShapes> Read()
    {
        var all = new Dictionary<string, DocumentedShapes>(StringComparer.Ordinal);
        var current = new DocumentedShapes();
        using var reader = new StreamReader(typeof(DocumentedShapes).Assembly.GetManifestResourceStream("fields.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0) continue;
            var (name, type) = (line[1..Math.Max(1, line.LastIndexOf(':'))], line[(line.LastIndexOf(':') + 1)..]);
            switch (line[0])
            {
                case '?': current.Parameters.Add((name, type.TrimEnd('!'), type.EndsWith('!'))); break;
                case '>': current.Body.Add(name, type.TrimEnd('!'), type.EndsWith('!')); break;
                case '<': current.Answer.Add(name, type); break;
                default: all[line] = current = new(); break;
            }
        }
        return all;
    }
}
