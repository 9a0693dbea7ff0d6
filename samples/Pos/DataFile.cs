using Loyalty;
using NodaTime;

namespace Pos;

/// <summary>Opening the data file and finding the shop in it.</summary>
internal static class DataFile
{
    public const string Default = "loyalty.db";

    /// <summary>The organisation of files that were imported without a program of their own.</summary>
    public const string ImportedShop = "shop";

    private const string AcceptClock = " If the clock is right, run again with --accept-clock.";

    private static readonly Duration s_widestLeap = Duration.FromDays(4000);

    public static string ExampleProgram => Path.Combine(AppContext.BaseDirectory, "program.json");

    /// <summary>Reads a program; a faulty one is refused with all its faults.</summary>
    public static LoyaltyDefinition Program(string path)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The program {path} cannot be read: {fault.Message}", fault);
        }

        var (definition, faults) = LoyaltyDefinition.FromJson(json);
        return definition ?? throw new UserException($"The program {path} cannot be used:" + string.Concat(faults.Select(fault => $"{Environment.NewLine}- {fault}")));
    }

    /// <summary>
    /// Opens a file, or makes it, under a program. A program is put in force at opening, which is a write: after a leap of the clock the
    /// file is opened as it is first, and the program put in force when the clock has been accepted.
    /// </summary>
    public static async ValueTask<LoyaltyEngine> OpenAsync(Desk desk, string path, string? store, LoyaltyDefinition program, bool acceptClock, CancellationToken ct)
    {
        if (acceptClock && File.Exists(path))
        {
            var present = await OpenExistingAsync(desk, path, ct);
            present.AcknowledgeClock();
            if (present.Organisations.ContainsKey(program.Organisation.Code))
            {
                (await present.For(program.Organisation.Code).Programs.SaveAsync(program, cancellation: ct)).Need();
                return present;
            }

            await present.DisposeAsync();
        }

        try
        {
            var engine = await LoyaltyEngine.OpenAsync(
                options =>
                {
                    options.UseFile(path, store).UseProgram(program);
                    options.Clock = desk.Clock;
                    if (acceptClock) options.ClockLeap = s_widestLeap;
                },
                ct);
            if (acceptClock) engine.AcknowledgeClock();
            return engine;
        }
        catch (LoyaltyOptionsException refused) when (refused.Faults is [var only] && only.StartsWith("clock.jumped", StringComparison.Ordinal))
        {
            throw new UserException(only + AcceptClock, refused);
        }
    }

    /// <summary>Opens a file that there must be: a question about a file does not make one.</summary>
    public static ValueTask<LoyaltyEngine> OpenExistingAsync(Desk desk, string path, CancellationToken ct)
    {
        MustExist(path);
        return LoyaltyEngine.OpenAsync(
            options =>
            {
                options.UseFile(path);
                options.Clock = desk.Clock;
            },
            ct);
    }

    public static void MustExist(string path)
    {
        if (Directory.Exists(path)) throw new UserException($"{path} is a folder, not a data file.");
        var file = new FileInfo(path);
        if (!file.Exists) throw new UserException($"There is no data file {path}.");
        // To SQLite an empty file is a database still to be made.
        if (file.Length == 0) throw new UserException($"{path} is empty, not a data file.");
    }

    /// <summary>The organisation that is named, or all that the file has.</summary>
    public static IReadOnlyList<Workplace> Shops(LoyaltyEngine engine, string? wanted)
    {
        var codes = engine.Organisations.Keys.Order(StringComparer.Ordinal).ToList();
        if (wanted is null) return [.. codes.Select(engine.For)];
        return codes.Contains(wanted) ? [engine.For(wanted)] : throw new UserException($"The file has no shop '{wanted}'; there are: {string.Join(", ", codes)}.");
    }

    /// <summary>The organisation that is named, or the only one: where there are several, a number may be another's in each.</summary>
    public static Workplace Shop(LoyaltyEngine engine, string? wanted) => Shops(engine, wanted) is [var only]
        ? only
        : throw new UserException($"The file has several shops: say which with --organisation, one of {string.Join(", ", engine.Organisations.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>The answer, or the refusal in the user's words.</summary>
    public static T Need<T>(this Outcome<T> outcome) => outcome.IsRefused ? throw new UserException(Told(outcome.Refusal)) : outcome.Value;

    /// <summary>A refusal in the user's words, with the way out where there is one.</summary>
    public static string Told(Refusal refusal) => $"{refusal.Message} ({refusal.Code})" + refusal switch
    {
        ClockJumped => AcceptClock,
        BillDuplicate => " Does another till of the same name sell on this file at the same time? Run one after the other.",
        _ => "",
    };
}
