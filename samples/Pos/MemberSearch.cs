using System.Globalization;
using Loyalty;

namespace Pos;

/// <summary>Finds a member by whatever the person at the till has: the shop's own number, e-mail, mobile, or the engine's id.</summary>
internal static class MemberSearch
{
    public static async Task<CustomerDetails?> FindAsync(Workplace shop, string text, CancellationToken ct)
    {
        // The shop's own number comes first: it is what a shop knows its members by, and it may look like an id.
        Identifier[] readings = [Identifier.ExternalId(text), Identifier.Email(text), Identifier.Mobile(text)];
        foreach (var reading in readings)
        {
            var found = await shop.Customers.LookUpAsync(reading, ct);
            if (!found.IsRefused) return found.Value;
            // Whoever was merged away is found as whom it went on in.
            if (found.Refusal is CustomerMerged merged) return (await shop.Customers.StandingAsync(merged.Customer, ct)).Need();
            if (found.Refusal is not (CustomerNotFound or IdentifierInvalid)) found.Need();
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return null;
        var byId = await shop.Customers.StandingAsync(new CustomerId(id), ct);
        return byId.IsRefused ? null : byId.Value;
    }
}
