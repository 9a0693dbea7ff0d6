using Loyalty;

namespace Pos;

/// <summary>Opening the data file and finding the shop in it.</summary>
internal static class DataFile
{
    public const string Default = "loyalty.db";

    /// <summary>The organisation of files that were imported without a program of their own.</summary>
    public const string ImportedShop = "shop";

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

    /// <summary>
    /// The organisation that is named, or those of this sample that the file has. The engine lists those there are only
    /// in the message of a wrong one.
    /// </summary>
    public static IReadOnlyList<Workplace> Shops(LoyaltyEngine engine, string? wanted)
    {
        string[] codes = wanted is null ? [ImportedShop, Program(ExampleProgram).Organisation.Code] : [wanted];
        var found = new List<Workplace>();
        var message = "";
        foreach (var code in codes)
        {
            try
            {
                found.Add(engine.For(code));
            }
            catch (ArgumentException unknown)
            {
                message = unknown.Message;
            }
        }

        return found.Count > 0 ? found : throw new UserException($"Say which shop with --organisation. {message}");
    }

    /// <summary>The answer, or the refusal in the user's words.</summary>
    public static T Need<T>(this Outcome<T> outcome) => outcome.IsRefused ? throw new UserException($"{outcome.Refusal.Message} ({outcome.Refusal.Code})") : outcome.Value;
}
