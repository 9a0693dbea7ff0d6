using NodaTime;
using Spectre.Console;

namespace Pos;

/// <summary>What every command has at hand: where to write and read, and the clock.</summary>
internal sealed class Desk(TextWriter output, TextWriter error, IClock? clock = null, TextReader? input = null)
{
    private const int WidthOfAFile = 80;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    public TextReader Input { get; } = input ?? Console.In;

    public IClock Clock { get; } = clock ?? SystemClock.Instance;

    /// <summary>A screen on the output. What is written to a file or a pipe bears no colours and has a width of its own; NO_COLOR is Spectre's to respect.</summary>
    public IAnsiConsole Screen()
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output) };
        if (!settings.Out.IsTerminal)
        {
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
            settings.Interactive = InteractionSupport.No;
            settings.Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false };
        }

        var console = AnsiConsole.Create(settings);
        if (!settings.Out.IsTerminal) console.Profile.Width = WidthOfAFile;
        return console;
    }
}

/// <summary>Exit codes.</summary>
internal static class Exit
{
    public const int Done = 0;
    public const int NotProven = 1;
    public const int UserFault = 2;
    public const int Stopped = 130;
}

/// <summary>Something the user has to change, in words for the user.</summary>
internal sealed class UserException : Exception
{
    public UserException(string message)
        : base(message)
    {
    }

    public UserException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
