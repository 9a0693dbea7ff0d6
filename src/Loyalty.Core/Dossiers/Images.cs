using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Adds an image of a customer, which becomes its profile image (customers R57).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Name">Name of the file, 1 to 250 characters.</param>
/// <param name="Content">The image, 1 byte to 1 MiB.</param>
public sealed record AddCustomerImage(CustomerId Customer, string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>What it is, such as <c>image/png</c>.</summary>
    public string ContentType { get; init; } = "image/png";
}

/// <summary>Deletes images of a customer (customers R57).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Images">Which, at most 1,000; none named: all of them.</param>
public sealed record DeleteCustomerImages(CustomerId Customer, IReadOnlyList<CustomerImageId> Images);

/// <summary>An image of a customer.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CustomerImageId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What is known of an image.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="By">The user that the call named, or null.</param>
/// <param name="AddedAt">When it was added.</param>
public sealed record CustomerImage(CustomerImageId Id, string Name, string ContentType, int Size, string? By, Instant AddedAt);

/// <summary>An image with its bytes.</summary>
/// <param name="Image">What is known of it.</param>
/// <param name="Content">Its bytes.</param>
public sealed record CustomerImageContent(CustomerImage Image, ReadOnlyMemory<byte> Content);

/// <summary>What was deleted.</summary>
/// <param name="Images">The images that are gone, the newest first.</param>
public sealed record CustomerImagesDeleted(IReadOnlyList<CustomerImageId> Images);

/// <summary>The customer has no such image.</summary>
public sealed record ImageUnknown(CustomerImageId Image) : Refusal("image.unknown", "Images", Invariant($"The customer has no image {Image}."));

/// <summary>The image is empty or too large.</summary>
public sealed record ImageSizeInvalid(long Given, int Most) : Refusal("image.size", "Content", Invariant($"The image has {Given} bytes; allowed are 1 to {Most}."));

/// <summary>An image as it is stored.</summary>
internal sealed record ImagePaper(string Name, string ContentType, byte[] Content, string? By, Instant AddedAt) : CustomerPaper
{
    public override PaperKind Kind => PaperKind.Image;

    protected override void WriteBody(RecordWriter writer)
    {
        writer.Text(Name);
        writer.Text(ContentType);
        writer.Blob(Content);
        writer.Text(By);
        writer.Signed(AddedAt.ToUnixTimeTicks());
    }

    public static ImagePaper ReadBody(ref RecordReader reader) => new(
        reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged(), reader.Blob().ToArray(), reader.Text(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>How images are added, deleted and read.</summary>
internal static class ImageFlow
{
    public const int Most = 1 << 20;

    private static readonly System.Buffers.SearchValues<char> s_names = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");

    public static Outcome<CustomerImage> Add(CommandContext context, AddCustomerImage command)
    {
        if ((Text.Check("Name", command.Name, 250, required: true) ?? (command.Name is null ? new InvalidValue("Name", "", "1 to 250 characters") : null)) is { } unfit) return unfit;
        if (!IsImage(command.ContentType)) return new InvalidValue("ContentType", Text.Shown(command.ContentType ?? ""), "image/ and a name of letters, digits, '+', '-', '.'");
        if (context.Trace.Fails("image.size", "customers R57", command.Content.Length is >= 1 and <= Most, command.Content.Length, Most)) return new ImageSizeInvalid(command.Content.Length, Most);
        var content = command.Content.ToArray();
        var print = new Fingerprint("image.add").With("name", command.Name).With("type", command.ContentType).With("content", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content))).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        if (start.First is { } first) return context.Accept(Shown(first.Position, new(command.Name!, command.ContentType, content, first.User, first.Effective)), replayed: true);
        var paper = new ImagePaper(command.Name!, command.ContentType, content, context.Actor.User, context.NotLate(start.Account!, start.Effective));
        return context.Accept(Shown(PaperBook.Add(context, start.Account!, start.Effective, paper, print).Position, paper));
    }

    public static Outcome<CustomerImagesDeleted> Delete(CommandContext context, DeleteCustomerImages command)
    {
        if (command.Images is null || command.Images.Count > 1000) return new InvalidValue("Images", command.Images is null ? "" : Invariant($"{command.Images.Count}"), "a list of at most 1,000, which may be empty");
        var print = new Fingerprint("image.delete").With("images", string.Join(',', command.Images.Select(each => each.ToString()))).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        if (start.First is { } first) return context.Accept(Deleted(first.Changes.OfType<PaperSealed>().Select(each => each.Number)), replayed: true);
        var places = new List<PaperPlace>();
        if (command.Images.Count == 0) places.AddRange(PaperBook.Of<ImagePaper>(context, start.Account!, PaperKind.Image).Select(each => each.Place));
        foreach (var image in command.Images.Distinct())
        {
            var found = PaperBook.Find<ImagePaper>(context, start.Account!, PaperKind.Image, image.Value);
            if (context.Trace.Fails("image.known", "customers R57", found is not null, image.Value, "an image of the customer") || found is not { } known) return new ImageUnknown(image);
            places.Add(known.Place);
        }
        if (places.Count == 0) return context.Accept(Deleted([]), replayed: true);
        var entry = PaperBook.Change(context, start.Account!, start.Effective, [.. places.Select(place => (place, (CustomerPaper?)null))], print);
        return context.Accept(Deleted(entry.Changes.OfType<PaperSealed>().Select(each => each.Number)));
    }

    public static Outcome<Page<CustomerImage>> Of(CommandContext context, CustomerId customer, int limit, long? before) =>
        PaperReads.Page<ImagePaper, CustomerImage>(context, customer, PaperKind.Image, limit, before, Shown);

    public static Outcome<CustomerImageContent> Get(CommandContext context, CustomerId customer, CustomerImageId image)
    {
        if ((context.Member(customer, out var account) ?? CustomerSight.Hides(context, customer)) is { } unknown) return unknown;
        return PaperBook.Find<ImagePaper>(context, account!, PaperKind.Image, image.Value) is { } found ? context.Accept(new CustomerImageContent(Shown(image.Value, found.Paper), found.Paper.Content)) : new ImageUnknown(image);
    }

    private static bool IsImage(string? type) => type is { Length: > 6 and <= 50 } && type.StartsWith("image/", StringComparison.Ordinal) && type.AsSpan(6).IndexOfAnyExcept(s_names) < 0;

    private static CustomerImagesDeleted Deleted(IEnumerable<long> numbers) => new([.. numbers.OrderDescending().Select(number => new CustomerImageId(number))]);

    private static CustomerImage Shown(long number, ImagePaper paper) => new(new(number), paper.Name, paper.ContentType, paper.Content.Length, paper.By, paper.AddedAt);
}
