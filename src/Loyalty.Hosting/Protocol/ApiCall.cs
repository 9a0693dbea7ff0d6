using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>One call under way: who calls, for which organisation, at which place, and what was sent.</summary>
internal sealed class ApiCall(HttpContext http, Operation operation, ApiServices services)
{
    private Form? _query;

    public HttpContext Http { get; } = http;

    public Operation Operation { get; } = operation;

    public ApiServices Services { get; } = services;

    public Family Family => Operation.Family;

    public required string RequestId { get; init; }

    /// <summary>V1.1 asked for XML.</summary>
    public bool IsXml { get; set; }

    public ApiCredential Credential { get; set; } = null!;

    /// <summary>The organisation's number on the wire; as a program's it is the default one's (<see cref="WireProgram"/>).</summary>
    public long Organisation { get; set; }

    public LoyaltyDefinition Definition { get; set; } = null!;

    /// <summary>The engine at the caller's place.</summary>
    public Workplace Desk { get; set; } = null!;

    /// <summary>What an operation that only reads answers of: one state, with the program it is told in.</summary>
    public Moment? Moment { get; set; }

    public string? Store { get; set; }

    public string? Till { get; set; }

    public Node Body { get; set; } = Node.Missing;

    /// <summary>The body as it came, of an operation that takes a file.</summary>
    public byte[] Raw { get; set; } = [];

    public string? IdempotencyKey { get; set; }

    public CancellationToken Cancelled => Http.RequestAborted;

    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[Definition.Organisation.Zone];

    /// <summary>The zone in which a time without an offset is read: the till's, else the store's, else the organisation's (R21, R22). Billing times have a rule of their own.</summary>
    public DateTimeZone PlaceZone
    {
        get
        {
            var store = Store is null ? null : Definition.Organisation.Stores.FirstOrDefault(each => each.Code == Store);
            var till = Till is null ? null : store?.TillZones.FirstOrDefault(each => each.Till == Till);
            return DateTimeZoneProviders.Tzdb[till?.Zone ?? store?.Zone ?? Definition.Organisation.Zone];
        }
    }

    public Form Query => _query ??= Form.Of(ReadQuery());

    public Form Form => Form.Of(Body);

    public Instant Now => Services.Clock.GetCurrentInstant();

    /// <summary>A part of the path, unescaped.</summary>
    public string Route(string name) => Http.Request.RouteValues[name] as string ?? "";

    /// <summary>A number in the path; 0, which nothing has, when it is none.</summary>
    public long RouteNumber(string name) => Numbers.Whole(Route(name)) ?? 0;

    /// <summary>The engine's options for a change: the caller's key, in the scope of credential and operation (R30).</summary>
    public CallOptions Options(int? item = null) => IdempotencyKey is null ? new() : new()
    {
        // Items of a batch have parts of the key. A digest keeps any key within the engine's length.
        Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Credential.Id}\n{Operation.Key}\n{IdempotencyKey}"))) + (item is null ? "" : FormattableString.Invariant($"#{item}")),
    };

    /// <summary>A reference that no other call has, whatever ids callers choose.</summary>
    public string NewReference() => RequestIds.New(Now);

    public string Time(Instant instant) => Family == Family.V1 ? Times.V1(instant, Zone) : Times.V2(instant, Services.ServerZone);

    public Answer Fail(int code, string message, int? status = null) => Envelope.Failure(Family, code, message, status);

    public Answer Fail(FieldFault fault) => Fail(400, fault.Message);

    private Node ReadQuery()
    {
        var members = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var (name, values) in Http.Request.Query) members[name] = new(NodeKind.Text, values[^1] ?? "");
        return new(members);
    }
}

/// <summary>What all calls share.</summary>
internal sealed class ApiServices(LoyaltyEngine engine, LoyaltyApiOptions options, IClock clock)
{
    public LoyaltyEngine Engine { get; } = engine;

    public LoyaltyApiOptions Options { get; } = options;

    public IClock Clock { get; } = clock;

    public Gatekeeper Gate { get; } = new(options, clock);

    public RateGate Rates { get; } = new(clock);

    public TokenDesk Tokens => LazyInitializer.EnsureInitialized(ref _tokens, () => new(Options, Gate, Clock));

    public DateTimeZone ServerZone { get; } = DateTimeZoneProviders.Tzdb[options.ServerZone];

    public IReadOnlyDictionary<string, long> Organisations { get; } = engine.Organisations;

    private TokenDesk? _tokens;
}
