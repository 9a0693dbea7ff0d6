using Microsoft.Extensions.Primitives;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How the documented API is served: who may call, how fast, and what the host leaves to others.</summary>
public sealed class LoyaltyApiOptions
{
    private static readonly Duration s_hour = Duration.FromHours(1);

    /// <summary>Who may call. User names and client keys are unique in a host, whatever their organisation.</summary>
    public IList<ApiCredential> Credentials { get; } = [];

    /// <summary>Access groups by name, beside the built-in <see cref="AccessGroup.Default"/>, <see cref="AccessGroup.Admin"/>, <see cref="AccessGroup.ReadOnly"/> and <see cref="AccessGroup.Program"/>.</summary>
    public IList<AccessGroup> AccessGroups { get; } = [];

    /// <summary>Organisations whose basic authentication is switched off; they are reached by OAuth only.</summary>
    public ISet<string> WithoutBasic { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Organisations that are switched off: every call of theirs is answered 403.</summary>
    public ISet<string> Disabled { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Calls a minute of each credential and operation; none unless set.</summary>
    public RateLimits Rates { get; set; } = RateLimits.Off;

    /// <summary>The zone in which V2 and later write times, as an IANA name. Default UTC.</summary>
    public string ServerZone { get; set; } = "UTC";

    /// <summary>Whether calls from elsewhere than this machine must come by HTTPS. Default true.</summary>
    public bool RequireHttps { get; set; } = true;

    /// <summary>The issuer that tokens name.</summary>
    public string Issuer { get; set; } = "loyalty";

    /// <summary>The longest life of an access token; a client whose own is longer is refused at start. Default 60 minutes.</summary>
    public Duration LongestToken { get; set; } = s_hour;

    /// <summary>
    /// Private RSA keys in PEM by key id: the first signs, all verify. None: a key is drawn at start, and tokens end with the process.
    /// </summary>
    public IList<KeyValuePair<string, string>> SigningKeys { get; } = [];

    /// <summary>Where the one-time credentials of <see cref="UseDevelopmentCredential"/> are printed. Default: the console.</summary>
    public TextWriter Print { get; set; } = Console.Out;

    /// <summary>
    /// For development only: gives a till a password that is drawn now, printed once and forgotten with the process.
    /// </summary>
    /// <returns>The value of the Authorization header that opens the API.</returns>
    public string UseDevelopmentCredential(string organisation, string till, string? store = null)
    {
        var password = ApiSecrets.Draw();
        Credentials.Add(new BasicCredential(till, organisation, ApiSecrets.HashPassword(password)) { Till = till, Store = store, AccessGroup = AccessGroup.Admin.Name });
        var header = ApiSecrets.BasicHeader(till, password);
        Print.WriteLine($"One-time credential of {organisation}, for development: user {till}, password {password}");
        Print.WriteLine($"Authorization: {header}");
        return header;
    }

    /// <summary>
    /// Sends the code of a redemption to its customer, and tells whether it was sent. Null: none is, and whoever asks for one is told so (860).
    /// </summary>
    public Func<ValidationCodeMessage, CancellationToken, ValueTask<bool>>? SendValidationCode { get; set; }

    /// <summary>
    /// JSON files with programs of organisations that the engine knows. Each is put in force when the host starts and whenever it changes; a
    /// faulty one is logged with all faults, and what was in force goes on.
    /// </summary>
    public IList<string> ProgramFiles { get; } = [];

    /// <summary>Tells when a file of <see cref="ProgramFiles"/>, given by its full path, changes. Null: the file system does, or, with the environment variable DOTNET_USE_POLLING_FILE_WATCHER, a look every few seconds.</summary>
    public Func<string, IChangeToken>? WatchFile { get; set; }

    internal IEnumerable<string> Faults()
    {
        foreach (var twice in Credentials.GroupBy(each => (each is ClientCredential, each.Name)).Where(group => group.Count() > 1))
            yield return $"Two credentials are named '{twice.Key.Name}': names are unique in a host.";
        foreach (var client in Credentials.OfType<ClientCredential>())
        {
            if (client.TokenLife <= Duration.Zero || client.TokenLife > LongestToken)
                yield return $"Tokens of client '{client.Name}' would live {client.TokenLife}; allowed is more than 0 and at most {LongestToken}.";
        }
        foreach (var credential in Credentials)
        {
            if (!ApiSecrets.IsHash(credential.Hash)) yield return $"The hash of '{credential.Name}' is none that ApiSecrets made.";
            if (Group(credential.AccessGroup) is null) yield return $"'{credential.Name}' is in the access group '{credential.AccessGroup}', which is not known.";
        }
        foreach (var file in ProgramFiles)
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)))) yield return $"The folder of the program file '{file}' does not exist.";
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(ServerZone) is null) yield return $"The zone '{ServerZone}' is not known.";
        if (LongestToken <= Duration.Zero || LongestToken > Duration.FromHours(24)) yield return $"LongestToken is {LongestToken}: give at most 24 hours.";
    }

    internal AccessGroup? Group(string name) =>
        AccessGroups.FirstOrDefault(group => group.Name == name) ?? new[] { AccessGroup.Default, AccessGroup.Admin, AccessGroup.ReadOnly, AccessGroup.Program }.FirstOrDefault(group => group.Name == name);
}

/// <summary>Thrown at start when the options of the API contradict themselves.</summary>
public sealed class LoyaltyApiOptionsException(IReadOnlyList<string> faults)
    : Exception("The loyalty API cannot be served:" + string.Concat(faults.Select(fault => Environment.NewLine + "- " + fault)))
{
    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
