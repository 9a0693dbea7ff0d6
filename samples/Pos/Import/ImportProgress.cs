namespace Pos.Import;

/// <summary>What is told to whoever watches an import.</summary>
internal interface IImportProgress
{
    /// <summary>A new stretch of work; a total of 0 is not known.</summary>
    void Begin(string phase, long total, string unit);

    void At(long done);
}

/// <summary>Nobody watches.</summary>
internal sealed class NoProgress : IImportProgress
{
    public static readonly NoProgress Instance = new();

    public void Begin(string phase, long total, string unit)
    {
    }

    public void At(long done)
    {
    }
}
