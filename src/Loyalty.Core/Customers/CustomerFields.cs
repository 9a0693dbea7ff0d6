namespace Loyalty;

/// <summary>Custom and extended fields of a profile: what cannot be kept is skipped with a warning, the rest is saved (customers R19, R21).</summary>
internal static class CustomerFields
{
    public static ProfileRecord With(
        CommandContext context, OrganisationDefinition organisation, ProfileRecord profile, IReadOnlyDictionary<string, string>? custom, IReadOnlyDictionary<string, string>? extended)
    {
        if (custom is not null)
        {
            foreach (var (name, value) in custom.OrderBy(each => each.Key, StringComparer.Ordinal))
            {
                var field = organisation.Customers.CustomFields.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
                var why = field is null ? "the organisation has no such field" : !field.Enabled ? "it is not enabled" : !Text.IsFit(value ?? "", 250, required: false) ? "its value is longer than 250 characters or has control characters" : null;
                context.Trace.Note("customer.custom_field", "customers R21", why is null, Text.Shown(name), why ?? "kept");
                if (why is not null) context.Warn(new CustomFieldSkipped(Text.Shown(name), why));
                else profile = profile with { CustomFields = Set(profile.CustomFields, field!.Name, value ?? "") };
            }
        }
        if (extended is null) return profile;
        foreach (var (name, value) in extended.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var field = organisation.Customers.ExtendedFields.FirstOrDefault(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
            var (canonical, why) = field is null ? (null, "the organisation has no such field") : string.IsNullOrEmpty(value) ? ("", null) : ExtendedValues.Read(field, value, organisation);
            if (why is null && field is { Updatable: false } && profile.ExtendedFields.Any(each => each.Name == field.Name && each.Value != canonical)) why = "it may not be changed";
            context.Trace.Note("customer.extended_field", "customers R21", why is null, Text.Shown(name), why ?? "kept");
            if (why is not null) context.Warn(new ExtendedFieldSkipped(Text.Shown(name), why));
            else profile = profile with { ExtendedFields = Set(profile.ExtendedFields, field!.Name, canonical!) };
        }
        return profile;
    }

    /// <summary>Warns of what is skipped, for the answer of a repeat.</summary>
    public static void Warn(CommandContext context, OrganisationDefinition organisation, IReadOnlyDictionary<string, string>? custom, IReadOnlyDictionary<string, string>? extended) =>
        _ = With(context, organisation, ProfileRecord.None, custom, extended);

    /// <summary>An empty value takes the field away.</summary>
    private static IReadOnlyList<(string Name, string Value)> Set(IReadOnlyList<(string Name, string Value)> fields, string name, string value)
    {
        var rest = fields.Where(each => each.Name != name);
        return value.Length == 0 ? [.. rest] : [.. rest.Append((name, value)).OrderBy(each => each.Item1, StringComparer.Ordinal)];
    }
}
