namespace Loyalty;

/// <summary>The rules of customers as fields of a definition, and what they may not be together.</summary>
internal static class CustomerRuleFields
{
    private static readonly FieldFlag Flag = new();
    private static readonly FieldText Line50 = new("1 to 50 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 50));

    private static readonly FieldObject<SourceAccount> Account = new FieldObject<SourceAccount>("an account of a source", _ => new() { Source = default, Account = "" })
        .Required("source", new FieldChoice<CustomerSource>(), a => a.Source, (a, v) => a with { Source = v })
        .Required("account", new FieldText("1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'", IsCode), a => a.Account, (a, v) => a with { Account = v });

    private static readonly FieldObject<StatusLabel> Label = new FieldObject<StatusLabel>("a status label", _ => new() { Name = "", Status = default })
        .Required("name", Line50, l => l.Name, (l, v) => l with { Name = v })
        .Required("status", new FieldChoice<CustomerStatus>(), l => l.Status, (l, v) => l with { Status = v })
        .Optional("stops", new FieldList<StatusRestriction>(new FieldChoice<StatusRestriction>(), "a list of restrictions"), l => l.Stops, (l, v) => l with { Stops = v });

    private static readonly FieldObject<CustomFieldDefinition> CustomField = new FieldObject<CustomFieldDefinition>("a custom field", _ => new() { Name = "" })
        .Required("name", new FieldText("1 to 20 characters, none of ! @ # $ % / ? . >", text => FieldText.IsLine(text, 20) && text.IndexOfAny(['!', '@', '#', '$', '%', '/', '?', '.', '>']) < 0), f => f.Name, (f, v) => f with { Name = v })
        .Optional("enabled", Flag, f => f.Enabled, (f, v) => f with { Enabled = v });

    private static readonly FieldText Affix = new("up to 20 of the letters A to Z and a to z and digits", text => text.Length <= 20 && text.All(char.IsAsciiLetterOrDigit));

    private static readonly FieldObject<ExternalIdRules> ExternalId = new FieldObject<ExternalIdRules>("the form of external ids", _ => new() { Length = 0 })
        .Optional("generates", Flag, r => r.Generates, (r, v) => r with { Generates = v })
        .Required("length", new FieldWhole<int>(1, 50), r => r.Length, (r, v) => r with { Length = v })
        .Optional("prefix", Affix, r => r.Prefix, (r, v) => r with { Prefix = v })
        .Optional("suffix", Affix, r => r.Suffix, (r, v) => r with { Suffix = v })
        .Optional("offset", new FieldWhole<long>(0, long.MaxValue / 2), r => r.Offset, (r, v) => r with { Offset = v })
        .Optional("algorithm", new FieldChoice<ExternalIdAlgorithm>(), r => r.Algorithm, (r, v) => r with { Algorithm = v })
        .Optional("checksWithPrefix", Flag, r => r.ChecksWithPrefix, (r, v) => r with { ChecksWithPrefix = v });

    private static readonly FieldObject<CardSeriesRules> OfCards = new FieldObject<CardSeriesRules>("a series of cards", _ => new() { Code = "" })
        .Required("code", new FieldText("1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'", IsCode), s => s.Code, (s, v) => s with { Code = v })
        .Optional("maxPerCustomer", new FieldOrNone<int>(new FieldWhole<int>(1, 10_000)), s => s.MaxPerCustomer, (s, v) => s with { MaxPerCustomer = v });

    private static readonly FieldObject<SearchRules> Search = new FieldObject<SearchRules>("what may be searched for", _ => new())
        .Optional("customers", new FieldList<CustomerCriterion>(new FieldChoice<CustomerCriterion>(), "a list of criteria"), s => s.Customers, (s, v) => s with { Customers = v })
        .Optional("bills", new FieldList<BillCriterion>(new FieldChoice<BillCriterion>(), "a list of criteria"), s => s.Bills, (s, v) => s with { Bills = v });

    private static readonly FieldObject<TicketStatus> OfTicket = new FieldObject<TicketStatus>("a status of tickets", _ => new() { Name = "" })
        .Required("name", Line50, s => s.Name, (s, v) => s with { Name = v })
        .Optional("isClosed", Flag, s => s.IsClosed, (s, v) => s with { IsClosed = v });

    private static readonly FieldObject<FieldRule> Rule = new FieldObject<FieldRule>("a rule of a field", _ => new())
        .Optional("compare", new FieldOrNone<FieldComparison>(new FieldChoice<FieldComparison>()), r => r.Compare, (r, v) => r with { Compare = v })
        .Optional("value", new FieldOrNone<decimal>(new FieldDecimal(-DefinitionJsonFields.LargestAmount, DefinitionJsonFields.LargestAmount)), r => r.Value, (r, v) => r with { Value = v })
        .Optional(
            "pattern", new FieldOrNull<string>(new FieldText("a regular expression of up to 200 characters without look-around and back references", text => text.Length <= 200 && FieldRule.Expression(text) is not null)),
            r => r.Pattern, (r, v) => r with { Pattern = v });

    private static readonly FieldObject<ExtendedFieldDefinition> ExtendedField = new FieldObject<ExtendedFieldDefinition>("an extended field", _ => new() { Name = "", Type = default })
        .Required("name", Line50, f => f.Name, (f, v) => f with { Name = v })
        .Required("type", new FieldChoice<ExtendedFieldType>(), f => f.Type, (f, v) => f with { Type = v })
        .Optional("values", new FieldList<string>(new FieldText("1 to 250 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 250)), "a list of allowed values"), f => f.Values, (f, v) => f with { Values = v })
        .Optional("element", new FieldChoice<ListElement>(), f => f.Element, (f, v) => f with { Element = v })
        .Optional("minimumCount", new FieldWhole<int>(0, 100), f => f.MinimumCount, (f, v) => f with { MinimumCount = v })
        .Optional("maximumCount", new FieldWhole<int>(1, 100), f => f.MaximumCount, (f, v) => f with { MaximumCount = v })
        .Optional("updatable", Flag, f => f.Updatable, (f, v) => f with { Updatable = v })
        .Optional("rules", new FieldList<FieldRule>(Rule, "a list of rules"), f => f.Rules, (f, v) => f with { Rules = v })
        .Optional("mandatory", Flag, f => f.Mandatory, (f, v) => f with { Mandatory = v });

    public static readonly FieldObject<CustomerRules> Rules = new FieldObject<CustomerRules>(
            "the rules of customers", profile => new() { AnyIdentifier = profile != DefinitionProfile.DocumentedDefaults, MergeMeetingIdentifiers = profile == DefinitionProfile.DocumentedDefaults })
        .Optional("primary", new FieldChoice<IdentifierKind>(), r => r.Primary, (r, v) => r with { Primary = v })
        .Optional("anyIdentifier", Flag, r => r.AnyIdentifier, (r, v) => r with { AnyIdentifier = v })
        .Optional("primaryRequired", Flag, r => r.PrimaryRequired, (r, v) => r with { PrimaryRequired = v })
        .Optional("mobileRequired", Flag, r => r.MobileRequired, (r, v) => r with { MobileRequired = v })
        .Optional("emailRequired", Flag, r => r.EmailRequired, (r, v) => r with { EmailRequired = v })
        .Optional("externalIdRequired", Flag, r => r.ExternalIdRequired, (r, v) => r with { ExternalIdRequired = v })
        .Optional("externalIds", new FieldOrNull<ExternalIdRules>(ExternalId), r => r.ExternalIds, (r, v) => r with { ExternalIds = v })
        .Optional("otherCountries", Flag, r => r.OtherCountries, (r, v) => r with { OtherCountries = v })
        .Optional("allowMobileUpdate", Flag, r => r.AllowMobileUpdate, (r, v) => r with { AllowMobileUpdate = v })
        .Optional("allowEmailUpdate", Flag, r => r.AllowEmailUpdate, (r, v) => r with { AllowEmailUpdate = v })
        .Optional("allowExternalIdUpdate", Flag, r => r.AllowExternalIdUpdate, (r, v) => r with { AllowExternalIdUpdate = v })
        .Optional("strictPrimary", Flag, r => r.StrictPrimary, (r, v) => r with { StrictPrimary = v })
        .Optional("skipSecondaryOnMismatch", Flag, r => r.SkipSecondaryOnMismatch, (r, v) => r with { SkipSecondaryOnMismatch = v })
        .Optional("skipSecondary", Flag, r => r.SkipSecondary, (r, v) => r with { SkipSecondary = v })
        .Optional("reuseCampaignIdentifiers", Flag, r => r.ReuseCampaignIdentifiers, (r, v) => r with { ReuseCampaignIdentifiers = v })
        .Optional("mergeMeetingIdentifiers", Flag, r => r.MergeMeetingIdentifiers, (r, v) => r with { MergeMeetingIdentifiers = v })
        .Optional("sharedSecondaries", Flag, r => r.SharedSecondaries, (r, v) => r with { SharedSecondaries = v })
        .Optional("syncIdentifiers", Flag, r => r.SyncIdentifiers, (r, v) => r with { SyncIdentifiers = v })
        .Optional("restrictOrphanProfiles", Flag, r => r.RestrictOrphanProfiles, (r, v) => r with { RestrictOrphanProfiles = v })
        .Optional("earliestRegistration", new FieldOrNone<NodaTime.LocalDate>(new FieldDate()), r => r.EarliestRegistration, (r, v) => r with { EarliestRegistration = v })
        .Optional("batchLimit", new FieldWhole<int>(1, 1000), r => r.BatchLimit, (r, v) => r with { BatchLimit = v })
        .Optional("accounts", new FieldList<SourceAccount>(Account, "a list of accounts"), r => r.Accounts, (r, v) => r with { Accounts = v })
        .Optional("labels", new FieldList<StatusLabel>(Label, "a list of at most 100 labels", maximum: 100), r => r.Labels, (r, v) => r with { Labels = v })
        .Optional("personalDataDeletion", Flag, r => r.PersonalDataDeletion, (r, v) => r with { PersonalDataDeletion = v })
        .Optional("search", Search, r => r.Search, (r, v) => r with { Search = v })
        .Optional("maxLabels", new FieldWhole<int>(1, 10_000), r => r.MaxLabels, (r, v) => r with { MaxLabels = v })
        .Optional("cardSeries", new FieldList<CardSeriesRules>(OfCards, "a list of at most 1,000 series of cards", maximum: 1000), r => r.CardSeries, (r, v) => r with { CardSeries = v })
        .Optional("maxCards", new FieldOrNone<int>(new FieldWhole<int>(1, 10_000)), r => r.MaxCards, (r, v) => r with { MaxCards = v })
        .Optional("mergeMovesCards", Flag, r => r.MergeMovesCards, (r, v) => r with { MergeMovesCards = v })
        .Optional("seenBy", new FieldChoice<CustomerVisibility>(), r => r.SeenBy, (r, v) => r with { SeenBy = v })
        .Optional("ticketStatuses", new FieldList<TicketStatus>(OfTicket, "a list of at most 100 statuses", maximum: 100), r => r.TicketStatuses, (r, v) => r with { TicketStatuses = v })
        .Optional("autoApprove", new FieldList<CustomerRequestKind>(new FieldChoice<CustomerRequestKind>(), "a list of kinds of requests"), r => r.AutoApprove, (r, v) => r with { AutoApprove = v })
        .Optional("mergeCustomFields", Flag, r => r.MergeCustomFields, (r, v) => r with { MergeCustomFields = v })
        .Optional("mergeExtendedFields", Flag, r => r.MergeExtendedFields, (r, v) => r with { MergeExtendedFields = v })
        .Optional("mergeOverwritesExtendedFields", Flag, r => r.MergeOverwritesExtendedFields, (r, v) => r with { MergeOverwritesExtendedFields = v })
        .Optional("customFields", new FieldList<CustomFieldDefinition>(CustomField, "a list of custom fields"), r => r.CustomFields, (r, v) => r with { CustomFields = v })
        .Optional("extendedFields", new FieldList<ExtendedFieldDefinition>(ExtendedField, "a list of extended fields"), r => r.ExtendedFields, (r, v) => r with { ExtendedFields = v });

    /// <summary>What the values may not be together.</summary>
    public static void Check(CustomerRules rules, string pointer, FieldFaults faults)
    {
        if (faults.IsSound(pointer + "/primary") && rules.Primary is not (IdentifierKind.Mobile or IdentifierKind.Email or IdentifierKind.ExternalId))
            faults.AddBetween(pointer + "/primary", "is " + FieldNames.UpperSnake(rules.Primary.ToString()), "MOBILE, EMAIL, EXTERNAL_ID");
        if (rules.ExternalIds is { } ids && faults.IsSound(pointer + "/externalIds"))
        {
            if (ids.Digits < 1) faults.AddBetween(pointer + "/externalIds/length", FieldNumber.Show(ids.Length) + " leaves no digit between prefix and suffix", "one digit at least beside prefix, suffix and check digit");
            if (ids is { Suffix.Length: > 0, Algorithm: not ExternalIdAlgorithm.AutoInc }) faults.AddBetween(pointer + "/externalIds/suffix", "stands beside another algorithm than AUTO_INC", "none");
        }
        Unique(rules.Accounts, pointer + "/accounts", account => $"{account.Source} {account.Account}", faults);
        for (var i = 0; faults.IsSound(pointer + "/accounts") && i < rules.Accounts.Count; i++)
            if (!SourceAccount.HasSeveral(rules.Accounts[i].Source))
                faults.AddBetween(faults.Element(pointer + "/accounts", i) + "/source", "is " + FieldNames.UpperSnake(rules.Accounts[i].Source.ToString()), "a source that has several accounts, such as WECHAT");
        Labels(rules, pointer + "/labels", faults);
        Unique(rules.CardSeries, pointer + "/cardSeries", series => series.Code, faults);
        Unique(rules.TicketStatuses, pointer + "/ticketStatuses", status => status.Name, faults);
        Unique(rules.CustomFields, pointer + "/customFields", field => field.Name, faults);
        Unique(rules.ExtendedFields, pointer + "/extendedFields", field => field.Name, faults);
        for (var i = 0; faults.IsSound(pointer + "/extendedFields") && i < rules.ExtendedFields.Count; i++) Field(rules.ExtendedFields[i], faults.Element(pointer + "/extendedFields", i), faults);
    }

    private static void Labels(CustomerRules rules, string pointer, FieldFaults faults)
    {
        if (!faults.IsSound(pointer)) return;
        Unique(rules.Labels, pointer, label => label.Name, faults);
        if (rules.Labels.Count > 0 && rules.LabelOf(CustomerStatus.Active) is null) faults.AddBetween(pointer, "has no label of the status ACTIVE", "a list with one at least, which new customers get");
        for (var i = 0; i < rules.Labels.Count; i++)
        {
            var (label, at) = (rules.Labels[i], faults.Element(pointer, i) + "/stops");
            if (label.Status == CustomerStatus.Active && label.Stops.Count > 0) faults.AddBetween(at, "stands on an active label", "none: an active customer is not restricted");
            else if (label.Status != CustomerStatus.Deleted && label.Stops.Contains(StatusRestriction.Everything)) faults.AddBetween(at, "has EVERYTHING", "that on a label of the status DELETED only");
        }
    }

    private static void Field(ExtendedFieldDefinition field, string pointer, FieldFaults faults)
    {
        var isEnum = field.Type is ExtendedFieldType.StandardEnum or ExtendedFieldType.CustomEnum;
        var isMany = field.Type is ExtendedFieldType.List or ExtendedFieldType.StringSet;
        if (isEnum && field.Values.Count == 0) faults.AddBetween(pointer + "/values", "is empty", "the values of the enum");
        if (!isEnum && !isMany && field.Values.Count > 0) faults.AddBetween(pointer + "/values", "stands on a field that is no enum and no list", "none");
        if (field.MinimumCount > field.MaximumCount) faults.AddBetween(pointer + "/minimumCount", FieldNumber.Show(field.MinimumCount) + " is above maximumCount", "at most maximumCount");
        for (var i = 0; i < field.Rules.Count; i++)
        {
            var (rule, at) = (field.Rules[i], faults.Element(pointer + "/rules", i));
            var isComparison = rule is { Compare: not null, Value: not null, Pattern: null };
            if (!isComparison && rule is not { Compare: null, Value: null, Pattern: not null }) faults.AddBetween(at, "is neither a comparison nor a pattern", "compare with value, or pattern alone");
            if (isComparison && field.Type is not (ExtendedFieldType.Integer or ExtendedFieldType.Double)) faults.AddBetween(at, "compares a field that is no number", "a pattern");
        }
    }

    private static void Unique<T>(IReadOnlyList<T> list, string pointer, Func<T, string> name, FieldFaults faults)
    {
        if (!faults.IsSound(pointer)) return;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < list.Count; i++)
            if (!seen.Add(name(list[i]))) faults.AddBetween(faults.Element(pointer, i), "stands more than once", "each once, ignoring case");
    }

    private static bool IsCode(string text) => text.Length is > 0 and <= 50 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
