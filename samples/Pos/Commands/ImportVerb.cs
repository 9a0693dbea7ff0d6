using System.CommandLine;
using Loyalty;
using Pos.Import;

namespace Pos.Commands;

/// <summary><c>import FILE</c>: a shop's own history, from its CSV.</summary>
internal static class ImportVerb
{
    /// <summary>What the pipeline answers when the file or its mapping cannot be used.</summary>
    private const int PipelineFailed = 1;

    public static Command Create(Desk desk)
    {
        var file = new Argument<string?>("FILE") { Description = "A CSV of bills or of receipt lines.", Arity = ArgumentArity.ZeroOrOne };
        var openings = new Option<string?>("--opening-balances") { Description = "Instead of bills: a CSV of what members bring from another system, points, tier, purchases.", HelpName = "FILE" };
        var map = new Option<string?>("--map") { Description = "A JSON file that says what the columns mean.", HelpName = "FILE" };
        var columns = new Option<string?>("--columns") { Description = $"What the columns mean: name=column,... with the names {string.Join(", ", ColumnMap.RoleNames)}.", HelpName = "MAP" };
        var format = new Option<string?>("--time-format") { Description = "How times are written, such as yyyyMMdd. Default: ISO 8601.", HelpName = "PATTERN" };
        var zone = new Option<string?>("--zone") { Description = "Time zone of times without an offset, such as America/New_York. Default: UTC.", HelpName = "ZONE" };
        var currency = new Option<string?>("--currency") { Description = "ISO 4217 code of the amounts. Default: the program's; USD without a program.", HelpName = "CODE" };
        var keep = new Option<bool>("--keep-unmapped") { Description = "Keep the other columns as custom fields." };
        var delimiter = new Option<string?>("--delimiter") { Description = "What separates the fields: , ; | or tab. Default: found out.", HelpName = "SIGN" };
        var comma = new Option<bool>("--decimal-comma") { Description = "Numbers are written 12,50 rather than 12.50." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Decide every bill on a copy of the data file, and write nothing." };
        var json = new Option<bool>("--json") { Description = "End with one line of JSON." };
        var acceptClock = CommonOptions.AcceptClock();
        var data = CommonOptions.Data();
        var store = CommonOptions.Store(DataStore.Sqlite, DataStore.LiteDb);
        var program = new Option<string?>("--program") { Description = "The program to import under. Default: a point a unit of money, three tiers.", HelpName = "FILE" };
        var command = new Command("import", "Brings in a shop's own history from a CSV file.") { file, openings, map, columns, format, zone, currency, keep, delimiter, comma, dryRun, json, data, store, program, acceptClock };

        command.SetWork(async (parsed, ct) =>
        {
            var definition = parsed.GetValue(program) is { } path ? DataFile.Program(path) : null;
            if (parsed.GetValue(openings) is { } balances)
            {
                if (parsed.GetValue(file) is not null) throw new UserException("Bring in bills or opening balances, one after the other: --opening-balances FILE stands alone.");
                var plain = new ColumnMap { Zone = parsed.GetValue(zone) ?? new ColumnMap().Zone, Currency = parsed.GetValue(currency) };
                return await OpeningVerb.RunAsync(desk, new(balances, parsed.GetRequiredValue(data), parsed.GetValue(store), definition ?? DefaultProgram(plain), parsed.GetValue(dryRun), parsed.GetValue(json), parsed.GetValue(acceptClock)), ct);
            }

            var input = parsed.GetValue(file) ?? throw new UserException("Say which file: import FILE, or import --opening-balances FILE.");
            var read = Map();
            var options = new ImportOptions
            {
                InputFile = input,
                Map = read,
                DataFile = parsed.GetRequiredValue(data),
                DryRun = parsed.GetValue(dryRun),
                Json = parsed.GetValue(json),
            };
            LoyaltyEngine? engine = null;
            using var trial = options.DryRun ? new TrialCopy() : null;
            // Kept until the bar is done: it draws over what is written under it, and the report comes last.
            using var output = new StringWriter();
            using var error = new StringWriter();
            try
            {
                var code = await SpectreProgress.RunAsync(desk.Screen(), Run);
                return code == PipelineFailed ? Exit.UserFault : code;
            }
            finally
            {
                await desk.Output.WriteAsync(output.ToString());
                await desk.Error.WriteAsync(error.ToString());
                if (engine is not null) await engine.DisposeAsync();
            }

            async Task<int> Run(IImportProgress progress)
            {
                var code = await new ImportCommand(options, OpenAsync, output, error, desk.Clock, progress).RunAsync(ct);
                if (code != Exit.Done || engine is null) return code;
                // What lapsed since a member's last bill becomes an entry too, so that statements and exports show it.
                progress.Begin("Closing", 0, "members");
                (await engine.CatchUpAsync(cancellation: ct)).Need();
                return code;
            }

            async ValueTask<IBillSink> OpenAsync(CancellationToken token)
            {
                var program = definition ?? DefaultProgram(read);
                var path = trial is null ? options.DataFile! : await trial.OfAsync(desk, options.DataFile!, token);
                return File.Exists(path) ? await MakeAsync(token) : new FreshFileSink(RehearseAsync, MakeAsync);

                async ValueTask<IResumableSink> MakeAsync(CancellationToken making)
                {
                    engine = await DataFile.OpenAsync(desk, path, parsed.GetValue(store), program, parsed.GetValue(acceptClock), making);
                    return new EngineBillSink(engine, engine.For(program.Organisation.Code), read);
                }

                async ValueTask<IReadOnlyList<BillResult>> RehearseAsync(IReadOnlyList<StagedBill> bills, CancellationToken rehearsing)
                {
                    await using var rehearsal = await LoyaltyEngine.OpenAsync(
                        opening =>
                        {
                            opening.UseInMemory().UseProgram(program);
                            opening.Clock = desk.Clock;
                        },
                        rehearsing);
                    return await new EngineBillSink(rehearsal, rehearsal.For(program.Organisation.Code), read).AddAsync(bills, rehearsing);
                }
            }

            // A file whose columns are named as we name them needs no mapping.
            ColumnMap OwnNames()
            {
                var names = InputFile.FirstLine(input).Split([',', ';', '\t', '|']).Select(name => name.Trim(' ', '"')).ToHashSet(StringComparer.Ordinal);
                var own = ColumnMap.RoleNames.Where(names.Contains).ToList();
                string[] needed = ["member", "time", "amount"];
                return needed.All(own.Contains)
                    ? ColumnMap.FromColumns(string.Join(',', own.Select(role => $"{role}={role}")))
                    : throw new UserException("Say what the columns mean: --columns member=...,time=...,amount=... or --map FILE.");
            }

            ColumnMap Map()
            {
                var (mapFile, text) = (parsed.GetValue(map), parsed.GetValue(columns));
                var result = mapFile is not null ? ColumnMapJson.ReadFile(mapFile) : text is null ? OwnNames() : new ColumnMap();
                if (text is not null) result = result with { Columns = ColumnMap.FromColumns(text).Columns };
                return result with
                {
                    TimeFormat = parsed.GetValue(format) ?? result.TimeFormat,
                    Zone = parsed.GetValue(zone) ?? result.Zone,
                    Currency = parsed.GetValue(currency) ?? result.Currency,
                    DecimalComma = parsed.GetValue(comma) || result.DecimalComma,
                    KeepUnmapped = parsed.GetValue(keep) || result.KeepUnmapped,
                    Delimiter = parsed.GetValue(delimiter) is { } sign ? ColumnMap.ParseDelimiter(sign) : result.Delimiter,
                };
            }
        });
        return command;
    }

    /// <summary>A plain program in the file's own currency and zone: a point a unit of money, good for a year.</summary>
    private static LoyaltyDefinition DefaultProgram(ColumnMap map) => new()
    {
        Organisation = new()
        {
            Code = DataFile.ImportedShop,
            Name = "Shop",
            Zone = map.Zone,
            Currency = map.Currency ?? "USD",
            RegisterUnknownStores = true,
        },
        Program = new()
        {
            Code = "club",
            Name = "Club",
            Points = new() { Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1, Values = [1] }],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500 }, new() { Name = "Gold", LifetimePurchases = 2000 }],
        },
    };
}
