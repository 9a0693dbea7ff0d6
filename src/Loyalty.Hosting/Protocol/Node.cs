namespace Loyalty.Hosting;

internal enum NodeKind
{
    Missing,
    Null,
    Text,
    Number,
    Flag,
    Object,
    List,
}

/// <summary>What was read from the wire, whatever the notation: a text token, an object or a list. Numbers stay the text that was sent.</summary>
internal sealed class Node
{
    public static readonly Node Missing = new(NodeKind.Missing);

    public static readonly Node Null = new(NodeKind.Null);

    private readonly Dictionary<string, Node>? _members;

    private readonly List<Node>? _items;

    private Node(NodeKind kind) => Kind = kind;

    public Node(NodeKind kind, string text)
        : this(kind) => Text = text;

    public Node(Dictionary<string, Node> members)
        : this(NodeKind.Object) => _members = members;

    public Node(List<Node> items)
        : this(NodeKind.List) => _items = items;

    public NodeKind Kind { get; }

    public string Text { get; } = "";

    public IReadOnlyList<Node> Items => _items ?? NoItems;

    public IReadOnlyDictionary<string, Node> Members => _members ?? Empty;

    public bool IsScalar => Kind is NodeKind.Text or NodeKind.Number or NodeKind.Flag;

    /// <summary>Missing, null or an empty text: clients send all three for what they have not got.</summary>
    public bool IsEmpty => Kind is NodeKind.Missing or NodeKind.Null || (Kind == NodeKind.Text && Text.AsSpan().Trim().IsEmpty);

    private static Dictionary<string, Node> Empty { get; } = [];

    private static List<Node> NoItems { get; } = [];

    public Node this[string name] => _members is not null && _members.TryGetValue(name, out var found) ? found : Missing;

    /// <summary>Adds an item to a list that is still being read.</summary>
    public void Add(Node item) => _items!.Add(item);

    /// <summary>An array, one object for an array, or nothing (R13).</summary>
    public IReadOnlyList<Node> AsList() => Kind == NodeKind.List ? Items : IsEmpty ? [] : [this];
}

/// <summary>Why a body cannot be read: a status of its own where it is not 400.</summary>
internal sealed record Unreadable(int Status, string Message);
