using Loyalty;

namespace Pos.Till;

/// <summary>How a member is called on paper.</summary>
internal static class Names
{
    public static string Of(CustomerDetails member)
    {
        var name = $"{member.FirstName} {member.LastName}".Trim();
        return name.Length > 0 ? name : member.ExternalId ?? $"member {member.Id}";
    }
}
