namespace Loyalty.Hosting;

internal delegate ValueTask<Answer> ApiHandler(ApiCall call);

/// <summary>One documented operation: its names, who may call it, how large its body may be, and what answers it.</summary>
internal sealed record Operation(string Group, string Name, string Method, string Path, ApiHandler Handler)
{
    public const int SingleBody = 1024 * 1024;

    public const int BulkBody = 10 * 1024 * 1024;

    public Family Family { get; } = Families.Of(Path);

    /// <summary>It configures the program, rather than working with its data.</summary>
    public bool IsConfiguration { get; init; }

    /// <summary>What it takes to call it: reading for GET, writing for the others, unless it says otherwise (R9a).</summary>
    public AccessLevel Needs { get; init; } = Method == "GET" ? AccessLevel.Read : AccessLevel.Write;

    /// <summary>It only reads, and answers of one state of the data.</summary>
    public bool IsOneState { get; init; } = Method == "GET";

    /// <summary>No credential is asked for.</summary>
    public bool IsOpen { get; init; }

    /// <summary>It is called from a till or store, which must be known.</summary>
    public bool NeedsPlace { get; init; } = true;

    /// <summary>The body is a form or a file, which the handler reads.</summary>
    public bool TakesFile { get; init; }

    public int BodyLimit { get; init; } = SingleBody;

    public bool IsBuilt { get; init; } = true;

    /// <summary>Another verb or path of an operation, which the document does not list.</summary>
    public bool IsAlias { get; init; }

    /// <summary>It is none of the documented ones, but this host's own.</summary>
    public bool IsOwn => Group == AccessGroup.ProgramResource;

    /// <summary>Sisters that share verb and path, told apart by what is sent.</summary>
    public IReadOnlyList<string> Sisters { get; init; } = [];

    public string Key => $"{Method} {Path}";
}

/// <summary>Gathers the operations of a group: a line says verb, path and documented name.</summary>
internal sealed class OperationList(string group, List<Operation> all)
{
    public void Get(string path, string name, ApiHandler handler, Func<Operation, Operation>? with = null) => Add("GET", path, name, handler, with);

    public void Post(string path, string name, ApiHandler handler, Func<Operation, Operation>? with = null) => Add("POST", path, name, handler, with);

    public void Put(string path, string name, ApiHandler handler, Func<Operation, Operation>? with = null) => Add("PUT", path, name, handler, with);

    public void Delete(string path, string name, ApiHandler handler, Func<Operation, Operation>? with = null) => Add("DELETE", path, name, handler, with);

    /// <summary>It configures the program.</summary>
    public static Operation Configures(Operation operation) => operation with { IsConfiguration = true };

    /// <summary>A GET that acts.</summary>
    public static Operation Writes(Operation operation) => operation with { Needs = AccessLevel.Write, IsOneState = false };

    /// <summary>A GET that reads, and keeps that it was asked: a wrong code counts.</summary>
    public static Operation Keeps(Operation operation) => operation with { IsOneState = false };

    public static Operation Bulk(Operation operation) => operation with { BodyLimit = Operation.BulkBody };

    /// <summary>It takes a form with a file.</summary>
    public static Operation File(Operation operation) => operation with { TakesFile = true, BodyLimit = Operation.BulkBody };

    public static Operation Open(Operation operation) => operation with { IsOpen = true };

    private void Add(string method, string path, string name, ApiHandler handler, Func<Operation, Operation>? with)
    {
        var operation = new Operation(group, name, method, path, handler);
        all.Add(with is null ? operation : with(operation));
    }
}
