using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Who may call, and for which organisation. The organisation comes from here alone, never from the request.</summary>
/// <param name="Name">The user name or the client's key.</param>
/// <param name="Organisation">The code of the organisation.</param>
/// <param name="Hash">What <see cref="ApiSecrets"/> made of the password or secret.</param>
public abstract record ApiCredential(string Name, string Organisation, string Hash)
{
    /// <summary>The access group, by name.</summary>
    public string AccessGroup { get; init; } = Hosting.AccessGroup.Default.Name;

    /// <summary>The till that calls are made at, where the request names no other place.</summary>
    public string? Till { get; init; }

    /// <summary>The store of the till, or the store itself for a store-centre credential.</summary>
    public string? Store { get; init; }

    internal abstract string Id { get; }
}

/// <summary>A till's or a store centre's user name and password, for basic authentication.</summary>
/// <inheritdoc cref="ApiCredential"/>
public sealed record BasicCredential(string Name, string Organisation, string Hash) : ApiCredential(Name, Organisation, Hash)
{
    internal override string Id => $"basic:{Name}";
}

/// <summary>An OAuth client's key and secret.</summary>
/// <inheritdoc cref="ApiCredential"/>
public sealed record ClientCredential(string Name, string Organisation, string Hash) : ApiCredential(Name, Organisation, Hash)
{
    /// <summary>What the client is called in its tokens; its key when none is set.</summary>
    public string? Title { get; init; }

    /// <summary>How long its tokens live. Default 60 minutes.</summary>
    public Duration TokenLife { get; init; } = Duration.FromHours(1);

    internal override string Id => $"client:{Name}";
}

/// <summary>What a credential may do with the operations of a resource.</summary>
[Flags]
public enum AccessLevel
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Operations that only read.</summary>
    Read = 1,

    /// <summary>Operations that change something.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    All = Read | Write,
}

/// <summary>Which operations a credential may call. A resource is named as its group in the catalogue, as "12 Points V2"; <see cref="ProgramResource"/> is one more.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Data">The level for operations on data.</param>
/// <param name="Configuration">The level for operations that configure the program.</param>
public sealed record AccessGroup(string Name, AccessLevel Data, AccessLevel Configuration)
{
    /// <summary>The resource of /admin/program, which reads and puts the whole program.</summary>
    public const string ProgramResource = "Program";

    private static readonly IReadOnlyDictionary<string, AccessLevel> s_notThe = new Dictionary<string, AccessLevel>(StringComparer.Ordinal) { [ProgramResource] = AccessLevel.None };

    /// <summary>All operations on data, and reading of configuration; not the program as a whole.</summary>
    public static readonly AccessGroup Default = new("default", AccessLevel.All, AccessLevel.Read) { Resources = s_notThe };

    /// <summary>Everything.</summary>
    public static readonly AccessGroup Admin = new("admin", AccessLevel.All, AccessLevel.All);

    /// <summary>Reading only; not the program as a whole.</summary>
    public static readonly AccessGroup ReadOnly = new("read-only", AccessLevel.Read, AccessLevel.Read) { Resources = s_notThe };

    /// <summary>The program of the organisation as a whole, at /admin/program, and nothing else.</summary>
    public static readonly AccessGroup Program = new("program", AccessLevel.None, AccessLevel.None)
    {
        Resources = new Dictionary<string, AccessLevel>(StringComparer.Ordinal) { [ProgramResource] = AccessLevel.All },
    };

    /// <summary>Levels of single resources, which go before the two above.</summary>
    public IReadOnlyDictionary<string, AccessLevel> Resources { get; init; } = new Dictionary<string, AccessLevel>(StringComparer.Ordinal);

    internal bool Allows(string resource, bool isConfiguration, AccessLevel needed) =>
        ((Resources.TryGetValue(resource, out var own) ? own : isConfiguration ? Configuration : Data) & needed) == needed;
}
