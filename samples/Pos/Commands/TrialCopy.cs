namespace Pos.Commands;

/// <summary>Where a dry run decides: a copy of the data file, as what things come to depends on what is there already. Taken away at the end.</summary>
internal sealed class TrialCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-dry-run-");

    public string File => Path.Combine(_folder.FullName, "copy");

    /// <summary>Copies the data file where there is one.</summary>
    public async Task<string> OfAsync(Desk desk, string data, CancellationToken ct)
    {
        if (!System.IO.File.Exists(data)) return File;
        await using var present = await DataFile.OpenExistingAsync(desk, data, ct);
        await present.BackupAsync(File, ct);
        return File;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
