using System.CommandLine;
using Microsoft.Data.Sqlite;

namespace Pos.Commands;

/// <summary><c>restore</c>: puts a backup in the place of the data file, once it has been proven.</summary>
internal static class RestoreVerb
{
    private static readonly string[] s_logs = ["-wal", "-shm", "-journal", "-redo"];

    public static Command Create(Desk desk)
    {
        var data = CommonOptions.Data();
        var from = new Option<string>("--from") { Description = "The backup.", HelpName = "FILE", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace a data file that is there." };
        var command = new Command("restore", "Verifies a backup and makes it the data file.") { data, from, force };
        command.SetWork(async (parsed, ct) =>
        {
            var (source, target) = (parsed.GetRequiredValue(from), Path.GetFullPath(parsed.GetRequiredValue(data)));
            DataFile.MustExist(source);
            if (Path.GetFullPath(source) == target) throw new UserException($"{source} is the data file itself.");
            // What is only in the log would be lost with a copy of the file alone.
            if (s_logs.Any(log => new FileInfo(source + log) is { Exists: true, Length: > 0 } && log != "-shm")) throw new UserException($"{source} is in use or was not closed: take a backup of it and restore that.");
            if (Path.Exists(target) && !parsed.GetValue(force)) throw new UserException($"{target} exists already; --force replaces it.");

            // Proven beside its place, so that the backup itself is not touched and a bad one changes nothing.
            var copy = $"{target}.restore";
            try
            {
                await CopyAsync(source, copy, ct);
                var proof = await VerifyVerb.ProveAsync(desk, copy, ct);
                if (!proof.Holds)
                {
                    await desk.Error.WriteLineAsync($"{source} is not restored, it is damaged:" + string.Concat(proof.Violations.Take(10).Select(each => $"{Environment.NewLine}- {each}")));
                    return Exit.NotProven;
                }

                if (File.Exists(target)) Retire(target);
                File.Move(copy, target, overwrite: true);
                await desk.Output.WriteLineAsync(Say.Text($"{target}: restored, {proof.Entries:N0} entries of {proof.Members:N0} members proven"));
                return Exit.Done;
            }
            finally
            {
                Delete(copy);
            }
        });
        return command;
    }

    /// <summary>Readable by its owner only, and on disk before it counts.</summary>
    private static async Task CopyAsync(string source, string copy, CancellationToken ct)
    {
        Delete(copy);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using var output = new FileStream(copy, options);
        await input.CopyToAsync(output, ct);
        output.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Folds the old file's log into it, which also tells whether somebody has it open: a log left behind would be taken
    /// for the new file's, and a till that goes on writing would write into nothing.
    /// </summary>
    private static void Retire(string path)
    {
        try
        {
            var connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 };
            using var old = new SqliteConnection(connection.ConnectionString);
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=DELETE";
            command.ExecuteNonQuery();
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is 5 or 6)
        {
            throw new UserException($"{path} is in use: stop the tills first.", fault);
        }
        catch (SqliteException)
        {
            // LiteDB's, which one process has alone; or too damaged to be opened, which is why there are backups.
            OpenAlone(path);
        }

        foreach (var log in s_logs) File.Delete(path + log);
    }

    private static void OpenAlone(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
        }
        catch (IOException fault)
        {
            throw new UserException($"{path} is in use: stop the tills first.", fault);
        }
    }

    private static void Delete(string path)
    {
        File.Delete(path);
        foreach (var log in s_logs) File.Delete(path + log);
    }
}
