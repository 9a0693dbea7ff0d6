namespace Loyalty.Tests;

/// <summary>What the reader finds wrong with a text, before any rule of loyalty. Single quotes in the tables stand for double ones.</summary>
public class DefinitionReadTests
{
    [Theory]
    [InlineData("", "/: is not JSON at line 1, column 1: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true")]
    [InlineData("{\n  'é😀': 1,\n  'é😀': ?\n}", "/: is not JSON at line 3, column 10: '?' is an invalid start of a value")]
    [InlineData("{} x", "/: is not JSON at line 1, column 4: 'x' is invalid after a single JSON value. Expected end of data")]
    [InlineData("{'a': 'b\u0001'}", "/: is not JSON at line 1, column 9: '0x01' is invalid within a JSON string. The string should be correctly escaped")]
    public void A_text_that_is_not_json_is_one_fault_with_line_and_column(string json, string fault) =>
        Assert.Equal([fault + "; allowed is well-formed JSON; comments and trailing commas may stand"], DefinitionTexts.FaultsOf(json));

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => Assert.Equal(
        ["/: is not JSON at line 2, column 3: half a surrogate pair; allowed is well-formed JSON; comments and trailing commas may stand"],
        DefinitionTexts.FaultsOf("{'a':\n '\ud800'}"));

    [Theory]
    [InlineData("[]", "/: is a list; allowed is an object with organisation and program")]
    [InlineData("null", "/: is null; allowed is an object with organisation and program")]
    [InlineData("{}", "/organisation: is missing; allowed is an organisation\n/program: is missing; allowed is a program")]
    [InlineData("{'\\ud800': {}, 'profil': 3, 'program': 3}", "/: has a property whose name holds half a surrogate pair; allowed is organisation, program, furtherPrograms, profile, $schema\n/organisation: is missing; allowed is an organisation\n/profil: is not a known property (nearest is 'profile'); allowed is organisation, program, furtherPrograms, profile, $schema\n/program: is the number 3; allowed is a program")]
    [InlineData("{'organisation': [], 'program': 3}", "/organisation: is a list; allowed is an organisation\n/program: is the number 3; allowed is a program")]
    public void A_document_of_another_shape_says_what_is_expected(string json, string faults) =>
        Assert.Equal(faults.Split('\n'), DefinitionTexts.FaultsOf(json));

    [Fact]
    public void Missing_fields_are_each_a_fault() => Assert.Equal(
        [
            "/organisation/code: is missing; allowed is 1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'",
            "/organisation/currency: is missing; allowed is the ISO 4217 code of a currency in use, such as GBP",
            "/organisation/name: is missing; allowed is 1 to 100 characters, no control characters, no white space at the ends",
            "/organisation/zone: is missing; allowed is an IANA time zone such as Europe/London",
            "/program/code: is missing; allowed is 1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'",
            "/program/name: is missing; allowed is 1 to 100 characters, no control characters, no white space at the ends",
        ],
        DefinitionTexts.FaultsOf("{'organisation': {}, 'program': {}}"));

    [Theory]
    [InlineData("'points': {'scael': 2}", "/program/points/scael: is not a known property (nearest is 'scale'); allowed is scale, rounding, ratio, expiry, rollsOnZero")]
    [InlineData("'points': {'Scale': 2}", "/program/points/Scale: is not a known property (nearest is 'scale'); allowed is scale, rounding, ratio, expiry, rollsOnZero")]
    [InlineData("'points': {'colour': 2}", "/program/points/colour: is not a known property; allowed is scale, rounding, ratio, expiry, rollsOnZero")]
    [InlineData("'points': {'a/b~c': 2}", "/program/points/a~1b~0c: is not a known property; allowed is scale, rounding, ratio, expiry, rollsOnZero")]
    [InlineData("'points': {'\\ud800': 2}", "/program/points: has a property whose name holds half a surrogate pair; allowed is scale, rounding, ratio, expiry, rollsOnZero")]
    [InlineData("'points': {'scale': 2, 'scale': 3}", "/program/points/scale: stands more than once; allowed is once")]
    [InlineData("'points': {'scale': 2, 'sc\\u0061le': 3}", "/program/points/scale: stands more than once; allowed is once")]
    public void A_property_must_be_known_and_stand_once(string program, string fault) => Assert.Equal([fault], DefinitionTexts.FaultsOfProgram(program));

    [Theory]
    [InlineData("'allowTransfer': 'yes'", "/program/allowTransfer: is the text 'yes'; allowed is true or false")]
    [InlineData("'allowTransfer': null", "/program/allowTransfer: is null; allowed is true or false")]
    [InlineData("'zone': 1", "/program/zone: is the number 1; allowed is an IANA time zone such as Europe/London")]
    [InlineData("'zone': '\\udc00'", "/program/zone: is a text with half a surrogate pair; allowed is an IANA time zone such as Europe/London")]
    [InlineData("'tiers': {}", "/program/tiers: is an object; allowed is a list of at most 50 tiers")]
    [InlineData("'tiers': [{'name': 'A'}, true]", "/program/tiers/1: is true; allowed is a tier")]
    [InlineData("'points': {'scale': '2'}", "/program/points/scale: is the text '2'; allowed is a whole number from 0 to 3")]
    [InlineData("'points': {'scale': 1.5}", "/program/points/scale: is the number 1.5; allowed is a whole number from 0 to 3")]
    [InlineData("'points': {'scale': 5000000000}", "/program/points/scale: is the number 5000000000; allowed is a whole number from 0 to 3")]
    [InlineData("'earning': [{'id': 'a', 'values': '5'}]", "/program/earning/0/values: is the text '5'; allowed is a number from 0 to 1,000,000, or a list with one for each tier")]
    [InlineData("'earning': [{'id': 'a', 'values': [5, null, '7']}]", "/program/earning/0/values/1: is null; allowed is a number from 0 to 1,000,000\n/program/earning/0/values/2: is the text '7'; allowed is a number from 0 to 1,000,000")]
    [InlineData("'points': {'rounding': 'HALFUP'}", "/program/points/rounding: is the text 'HALFUP' (nearest is 'HALF_UP'); allowed is HALF_UP, HALF_DOWN, HALF_EVEN, FLOOR, CEILING")]
    [InlineData("'points': {'rounding': 1}", "/program/points/rounding: is the number 1; allowed is HALF_UP, HALF_DOWN, HALF_EVEN, FLOOR, CEILING")]
    [InlineData("'points': {'expiry': {'unit': 'FIXED_DATE', 'date': '2027-02-29'}}", "/program/points/expiry/date: is the text '2027-02-29'; allowed is a date from 1970-01-01 to 2999-12-31 as yyyy-MM-dd")]
    [InlineData("'points': {'expiry': {'unit': 'FIXED_DATE', 'date': '2027-2-9'}}", "/program/points/expiry/date: is the text '2027-2-9'; allowed is a date from 1970-01-01 to 2999-12-31 as yyyy-MM-dd")]
    public void A_value_must_be_of_its_type(string program, string faults) => Assert.Equal(faults.Split('\n'), DefinitionTexts.FaultsOfProgram(program));

    [Theory]
    [InlineData("1e400", "is the number 1e400, which a decimal cannot hold exactly")]
    [InlineData("1e99999999999999999999", "is the number 1e99999999999999999999, which a decimal cannot hold exactly")]
    [InlineData("1e-29", "is the number 1e-29, which a decimal cannot hold exactly")]
    [InlineData("79228162514264337593543950336", "is the number 79228162514264337593543950336, which a decimal cannot hold exactly")]
    [InlineData("0.1234567890123456789012345678901234567890123", "is the number 0.12345678901234567890123456789012345678..., which a decimal cannot hold exactly")]
    [InlineData("1e28", "is 10,000,000,000,000,000,000,000,000,000")]
    [InlineData("-0.5", "is -0.5")]
    public void A_number_must_be_exact_and_in_range(string number, string problem) => Assert.Equal(
        [$"/program/redemption/minimum: {problem}; allowed is a number from 0 to 1,000,000,000,000"],
        DefinitionTexts.FaultsOfProgram($"'redemption': {{'minimum': {number}}}"));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("0e99999999999", "0")]
    [InlineData("100.00", "100")]
    [InlineData("1.5e3", "1500")]
    [InlineData("150000E-2", "1500")]
    [InlineData("1e+012", "1000000000000")]
    [InlineData("0.00000000000000000000000000000000e5", "0")]
    [InlineData("10000000000000000000000000000000000e-30", "10000")]
    public void An_exact_number_may_be_written_in_any_way(string number, string value)
    {
        var reading = DefinitionTexts.Read(DefinitionTexts.Program($"'points': {{'scale': 3}}, 'redemption': {{'minimum': {number}}}"));

        Assert.Empty(reading.Faults);
        Assert.Equal(value, FieldNumber.Write(reading.Definition!.Program.Redemption.Minimum));
    }

    [Fact]
    public void All_faults_are_collected_and_sorted()
    {
        var tiers = string.Join(", ", Enumerable.Range(0, 12).Select(i => i is 2 or 10 ? "{'name': 3}" : $"{{'name': 'T{i}', 'lifetimePurchases': {i + 1}}}"));

        Assert.Equal(
            [
                "/program/points/ratio: is -1; allowed is a number above 0 to 1,000,000",
                "/program/points/scale: is 7; allowed is a whole number from 0 to 3",
                "/program/tiers/0/lifetimePurchases: is 1; allowed is none: everybody has the lowest tier",
                "/program/tiers/2/lifetimePurchases: is missing; allowed is an amount above that of the tier before, 2",
                "/program/tiers/2/name: is the number 3; allowed is 1 to 50 characters, no control characters, no white space at the ends",
                "/program/tiers/10/lifetimePurchases: is missing; allowed is an amount above that of the tier before, 10",
                "/program/tiers/10/name: is the number 3; allowed is 1 to 50 characters, no control characters, no white space at the ends",
            ],
            DefinitionTexts.FaultsOfProgram($"'tiers': [{tiers}], 'points': {{'scale': 7, 'ratio': -1}}"));
    }

    [Fact]
    public void One_mistake_is_not_reported_again_by_the_rules_that_rest_on_it()
    {
        // Unreadable tiers say nothing about the number of values; nor do misspelt ones.
        Assert.Equal(
            ["/program/tiers: is true; allowed is a list of at most 50 tiers"],
            DefinitionTexts.FaultsOfProgram("'tiers': true, 'earning': [{'id': 'a', 'values': [1, 2]}]"));
        Assert.Equal(
            ["/program/tier: is not a known property (nearest is 'tiers'); allowed is code, name, id, zone, stores, points, currencies, earning, notEarning, earningCaps, redemption, returns, manual, allowTransfer, transferExpiry, groups, tiers, tierRules, trackers, partners, gifts, cartPromotions"],
            DefinitionTexts.FaultsOfProgram("'tier': [{'name': 'A'}, {'name': 'B', 'lifetimePurchases': 5}], 'earning': [{'id': 'a', 'values': [1, 2]}]"));
    }

    [Theory]
    [InlineData("\uFEFF{0}")]
    [InlineData("// first\n/* second */ {0} // last")]
    public void A_mark_at_the_start_and_comments_are_read_over(string frame) =>
        Assert.Empty(DefinitionTexts.FaultsOf(frame.Replace("{0}", DefinitionTexts.Program("'tiers': [ /* none */ ],"), StringComparison.Ordinal)));

    [Fact]
    public void The_schema_is_ignored() =>
        Assert.Empty(DefinitionTexts.FaultsOf(DefinitionTexts.Program("").Insert(1, "'$schema': {'any': ['thing']}, ")));

    [Fact]
    public void Choices_are_read_ignoring_case()
    {
        var program = DefinitionTexts.ReadProgram(
            "'points': {'rounding': 'half_even', 'expiry': {'unit': 'Num_Months_End', 'value': 3}}, 'returns': {'usedPoints': 'off'}");

        Assert.Equal(
            (PointsRounding.HalfEven, ExpiryUnit.NumMonthsEnd, UsedPointsReturn.Off),
            (program.Points.Rounding, program.Points.Expiry.Unit, program.Returns.UsedPoints));
    }

    [Fact]
    public void Null_is_absent_where_a_field_may_be_absent()
    {
        var program = DefinitionTexts.ReadProgram("'zone': null, 'redemption': {'limit': null}, 'earning': [{'id': 'a', 'values': 1, 'expiry': null}]");

        Assert.Equal((null, null, null), (program.Zone, program.Redemption.Limit, program.Earning[0].Expiry));
    }

    [Fact]
    public void A_single_value_is_a_list_of_one() =>
        Assert.Equal([2.5m], DefinitionTexts.ReadProgram("'earning': [{'id': 'a', 'values': 2.5}]").Earning[0].Values);

    [Fact]
    public void A_fault_of_a_single_value_points_to_it() => Assert.Equal(
        ["/program/earning/0/values: is -1; allowed is a number from 0 to 1,000,000"],
        DefinitionTexts.FaultsOfProgram("'earning': [{'id': 'a', 'values': -1}]"));

    [Fact]
    public void A_profile_changes_the_defaults_of_what_is_absent_only()
    {
        Assert.True(DefinitionTexts.Read(DefinitionTexts.Program("")).Definition!.Program.Returns.AllowDebt);
        Assert.False(Documented("").Returns.AllowDebt);
        Assert.False(Documented("'returns': {'takeBackPoints': false}").Returns.AllowDebt);
        Assert.True(Documented("'returns': {'allowDebt': true}").Returns.AllowDebt);

        static ProgramDefinition Documented(string program) =>
            DefinitionTexts.Read(DefinitionTexts.Program(program)[..^1] + ", 'profile': 'documented_defaults'}").Definition!.Program;
    }

    [Theory]
    [InlineData("'DOCUMENTED'", "/profile: is the text 'DOCUMENTED'; allowed is DOCUMENTED_DEFAULTS")]
    [InlineData("3", "/profile: is the number 3; allowed is DOCUMENTED_DEFAULTS")]
    public void An_unknown_profile_is_a_fault(string profile, string fault) =>
        Assert.Equal([fault], DefinitionTexts.FaultsOf(DefinitionTexts.Program("")[..^1] + $", 'profile': {profile}}}"));

    [Fact]
    public void A_reading_has_a_definition_or_faults()
    {
        Assert.NotNull(DefinitionTexts.Read(DefinitionTexts.Program("")).Definition);
        Assert.Null(DefinitionTexts.Read(DefinitionTexts.Program("'x': 1")).Definition);
        Assert.Throws<ArgumentNullException>(() => LoyaltyDefinition.FromJson(null!));
    }
}

/// <summary>Definitions as short texts, with single quotes for double ones.</summary>
internal static class DefinitionTexts
{
    public static string Program(string fields) => Of("", fields);

    public static string Of(string organisation, string program) =>
        $"{{'organisation': {{'code': 'acme', 'name': 'Acme', 'zone': 'Europe/London', 'currency': 'GBP', {organisation}}}, "
        + $"'program': {{'code': 'club', 'name': 'Club', {program}}}}}";

    public static DefinitionReading Read(string json) => LoyaltyDefinition.FromJson(json.Replace('\'', '"'));

    public static ProgramDefinition ReadProgram(string fields)
    {
        var reading = Read(Program(fields));
        Assert.Empty(reading.Faults);
        return reading.Definition!.Program;
    }

    public static IEnumerable<string> FaultsOf(string json) => Read(json).Faults.Select(fault => fault.ToString());

    public static IEnumerable<string> FaultsOfProgram(string fields) => FaultsOf(Program(fields));
}
