using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Hosting;

/// <summary>
/// Whom a credential stands for in the engine: the user that entries name, who posts points by hand, and in which role a bill is made a
/// member's. Nothing that a request says decides it.
/// </summary>
internal static class Callers
{
    private const int MostCharacters = 100;

    /// <summary>The user: the credential itself, by kind and name; a name beyond what the engine takes ends in its digest.</summary>
    public static string User(ApiCredential credential) => credential.Id.Length <= MostCharacters ? credential.Id
        : string.Concat(credential.Id.AsSpan(0, MostCharacters - 17), "#", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential.Id))).AsSpan(0, 16));

    /// <summary>A till's credential is its cashier's; a store centre's and a client's are the office's.</summary>
    public static RetroRole Role(ApiCredential credential) => credential is BasicCredential { Till: not null } ? RetroRole.Cashier : RetroRole.Office;
}
