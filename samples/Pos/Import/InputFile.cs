using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Pos.Import;

/// <summary>
/// The shop's file, held open for the whole run. Opening it reads it once, block by block, for its hash and to be
/// sure that it is UTF-8: a replaced character in a member's name would silently make another member.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly FileStream _stream;
    private readonly DateTime _lastWrite;

    private InputFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
        Length = stream.Length;
        _lastWrite = File.GetLastWriteTimeUtc(path);
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>How far reading has come, in bytes.</summary>
    public long Position => _stream.Position;

    /// <summary>SHA-256 of the content, in lower-case hex.</summary>
    public string Hash { get; private set; } = "";

    public static InputFile Open(string path, IImportProgress progress, CancellationToken ct)
    {
        var file = new InputFile(path, OpenStream(path));
        try
        {
            file.Inspect(progress, ct);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The first line, looked at before there is a mapping. Throws when its beginning already tells that this is no file to import.</summary>
    public static string FirstLine(string path)
    {
        using var file = new InputFile(path, OpenStream(path));
        var buffer = new byte[BlockSize];
        var block = buffer.AsSpan(0, file._stream.ReadAtLeast(buffer, BlockSize, throwOnEndOfStream: false));
        file.RefuseOtherFormats(block);
        file.RefuseWhatIsNotText(block[..(block.Length < BlockSize ? block.Length : WholeCharacters(block))], 0);
        var end = block.IndexOfAny((byte)'\r', (byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? block : block[..end]).TrimStart('\uFEFF');
    }

    /// <summary>The text from its beginning. One reader at a time.</summary>
    public StreamReader OpenText()
    {
        _stream.Position = 0;
        return new StreamReader(
            _stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
    }

    /// <summary>Throws when somebody wrote to the file meanwhile: its hash would name something else than what was read.</summary>
    public void EnsureUnchanged()
    {
        if (_stream.Length != Length || File.GetLastWriteTimeUtc(Path) != _lastWrite)
        {
            throw new ImportException($"{Path} was changed while it was being read. Run the import again when it is complete.");
        }
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream OpenStream(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ImportException($"{path} cannot be opened: it is a folder, not a file.");
        }

        if (!File.Exists(path))
        {
            throw new ImportException($"{path} cannot be opened: there is no such file.");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read,
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    private void Inspect(IImportProgress progress, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BlockSize + 4];
        var kept = 0; // bytes of a character that the block before cut in two
        var lines = 0L;
        progress.Begin("Checking", Length, "bytes");
        for (var first = true; ; first = false)
        {
            ct.ThrowIfCancellationRequested();
            var read = _stream.ReadAtLeast(buffer.AsSpan(kept, BlockSize), BlockSize, throwOnEndOfStream: false);
            hash.AppendData(buffer, kept, read);
            var block = buffer.AsSpan(0, kept + read);
            if (first)
            {
                RefuseOtherFormats(block);
            }

            if (block.IsEmpty)
            {
                break;
            }

            var whole = read == 0 ? block.Length : WholeCharacters(block);
            RefuseWhatIsNotText(block[..whole], lines);
            lines += block[..whole].Count((byte)'\n');
            kept = block.Length - whole;
            block[whole..].CopyTo(buffer);
            progress.At(_stream.Position);
            if (read == 0)
            {
                break;
            }
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void RefuseOtherFormats(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw new ImportException($"{Path} is empty.");
        }

        var format = start switch
        {
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "is UTF-16 text: save it as CSV in UTF-8",
            [(byte)'P', (byte)'K', 3, 4, ..] => "is a spreadsheet or an archive: export the sheet as CSV in UTF-8",
            [0x1F, 0x8B, ..] => "is compressed: unpack it first",
            _ => null,
        };
        if (format is not null)
        {
            throw new ImportException($"{Path} {format}.");
        }
    }

    private void RefuseWhatIsNotText(ReadOnlySpan<byte> block, long linesBefore)
    {
        var bad = block.IndexOf((byte)0);
        if (bad >= 0)
        {
            throw new ImportException($"{Path}, line {LineAt(block, bad)}: a zero byte. This is not UTF-8 text; save it as CSV in UTF-8.");
        }

        if (Utf8.IsValid(block))
        {
            return;
        }

        for (bad = 0; Rune.DecodeFromUtf8(block[bad..], out _, out var length) == System.Buffers.OperationStatus.Done;)
        {
            bad += length;
        }

        throw new ImportException(
            $"{Path}, line {LineAt(block, bad)}: byte 0x{block[bad]:X2} is not UTF-8 (Windows-1252 or Latin-1?). Save the file as CSV in UTF-8.");

        long LineAt(ReadOnlySpan<byte> bytes, int index) => linesBefore + bytes[..index].Count((byte)'\n') + 1;
    }

    /// <summary>How much of a block is whole characters; at most three bytes are left over.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> block)
    {
        for (var back = 1; back <= 3 && back <= block.Length; back++)
        {
            var b = block[^back];
            if ((b & 0xC0) != 0x80)
            {
                var needs = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
                return needs > back ? block.Length - back : block.Length;
            }
        }

        return block.Length;
    }
}
