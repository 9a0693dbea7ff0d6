namespace Loyalty.Hosting;

/// <summary>Which part of a V2 list is asked for: 10 rows from the first on, unless it says otherwise.</summary>
internal sealed record PageRequest(int Limit, int Offset)
{
    private const int Usual = 10;

    public static (PageRequest? Page, Answer? Wrong) Read(ApiCall call, int largest = 1000)
    {
        var (limit, offset) = (call.Query.Whole("limit") ?? Usual, call.Query.Whole("offset") ?? 0);
        if (call.Query.Fault is { } fault) return (null, call.Fail(fault));
        return limit < 1 || offset is < 0 or > int.MaxValue ? (null, call.Fail(400, "limit or offset is not valid")) : (new((int)Math.Min(limit, largest), (int)offset), null);
    }

    /// <summary>The rows of this page, of a list that is at hand as a whole.</summary>
    public IEnumerable<T> Of<T>(IEnumerable<T> all) => all.Skip(Offset).Take(Limit);

    public Doc Pagination(long total) => new() { { "limit", Limit }, { "offset", Offset }, { "total", total } };

    /// <summary>A list with its place in the whole.</summary>
    public Answer Answer(long total, IReadOnlyList<Doc> data) =>
        new(200, new() { { "pagination", Pagination(total) }, { "data", data }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() } });
}
