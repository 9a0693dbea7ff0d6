namespace Pos.Import;

/// <summary>Why a file cannot be imported, in words for the person at the keyboard. Nothing has been written when it is thrown.</summary>
internal sealed class ImportException : Exception
{
    public ImportException(string message)
        : base(message)
    {
    }

    public ImportException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
