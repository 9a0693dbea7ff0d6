using Loyalty;
using NodaTime;

namespace Pos.Till;

/// <summary>The members of the demonstration.</summary>
/// <param name="EveryDays">How often they come.</param>
/// <param name="SpendsEvery">At which of their visits they pay with points too; 0 for never.</param>
internal sealed record Regular(string FirstName, string LastName, string Mobile, int EveryDays, int SpendsEvery)
{
    // Numbers that Ofcom keeps for fiction.
    public static readonly IReadOnlyList<Regular> All =
    [
        new("Anna", "Lindqvist", "+44 7700 900123", 6, 12),
        new("Björn", "Åkesson", "+44 7700 900124", 13, 0),
        new("Li", "Lei 李雷", "+44 7700 900125", 29, 0),
    ];

    /// <summary>Finds the member, or enrols it as if on the day on which the past begins.</summary>
    public async Task<(CustomerDetails Member, bool IsNew)> FindOrEnrolAsync(Workplace till, Instant since, CancellationToken ct)
    {
        var found = await till.Customers.LookUpAsync(Identifier.Mobile(Mobile), ct);
        if (!found.IsRefused) return (found.Value, false);
        var enrolled = await till.Customers.EnrolAsync(
            new() { FirstName = FirstName, LastName = LastName, Mobile = Mobile }, new() { EffectiveTime = since, History = true, Key = $"enrol/{Mobile}" }, ct);
        return (enrolled.Need(), true);
    }
}
