using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Loyalty.Hosting;

/// <summary>Group 03: images of customers, sent as a form with a file.</summary>
internal static class CustomerImagesApi
{
    public static void Map(OperationList operations)
    {
        operations.Post("/v2/customers/{userId}/setImage", "Add Customer Image", AddAsync, OperationList.File);
        operations.Get("/v2/customers/{userId}", "Get Customer Image", CustomerV2Api.GetAsync);
        operations.Delete("/v2/customers/{userId}/deleteImage", "Delete Customer Image", DeleteAsync);
    }

    /// <summary>Whether a read of a customer asks for its images.</summary>
    public static bool AreAsked(ApiCall call) => call.Query.Code("embed")?.Contains("CUSTOMERIMAGE", StringComparison.OrdinalIgnoreCase) == true || call.Operation.Path.EndsWith("/setImage", StringComparison.Ordinal);

    /// <summary>A customer's images as they stand in its document, the profile image first; that one alone with its bytes.</summary>
    public static async ValueTask<IReadOnlyList<Doc>> OfAsync(ApiCall call, CustomerId customer)
    {
        var images = await call.Desk.Dossiers.ImagesAsync(customer, cancellation: call.Cancelled).ConfigureAwait(false);
        if (images.IsRefused) return [];
        var docs = new List<Doc>();
        foreach (var image in images.Value.Items)
        {
            var content = docs.Count > 0 ? null : await call.Desk.Dossiers.ImageAsync(customer, image.Id, call.Cancelled).ConfigureAwait(false);
            var path = content is { IsRefused: false } ? $"data:{image.ContentType};base64,{Convert.ToBase64String(content.Value.Content.Span)}" : "";
            docs.Add(Done(call, image, "Fetched").With("filePath", path).With("secureFilePath", path));
        }
        return docs;
    }

    private static async ValueTask<Answer> AddAsync(ApiCall call)
    {
        var (command, wrongFile) = await ReadAsync(call).ConfigureAwait(false);
        if (wrongFile is not null) return wrongFile;
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Dossiers.AddImageAsync(command! with { Customer = customer!.Id }, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CustomerV2Problems.Answer(call, done.Refusal) : Listed([Done(call, done.Value, "Stored")], done.Replayed);
    }

    private static async ValueTask<Answer> DeleteAsync(ApiCall call)
    {
        var named = call.Query.Code("image_ids")?.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var ids = named.Select(each => Numbers.Whole(each)).ToArray();
        if (ids.Contains(null)) return call.Fail(400, "image_ids is no list of ids");
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Dossiers.DeleteImagesAsync(new(customer!.Id, [.. ids.Select(id => new CustomerImageId(id!.Value))]), call.Options(), call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return CustomerV2Problems.Answer(call, done.Refusal);
        return Listed([.. done.Value.Images.Select(image => new Doc { { "code", 200 }, { "message", $"Image {image} deleted" }, { "status", "SUCCESS" } })], done.Replayed);
    }

    private static Answer Listed(IReadOnlyList<Doc> data, bool replayed) =>
        new(200, new() { { "data", data }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() } }) { IsReplayed = replayed };

    private static Doc Done(ApiCall call, CustomerImage image, string message) => new()
    {
        { "code", 200 },
        { "message", message },
        { "status", "SUCCESS" },
        { "file", new Doc
        {
            { "acl", "PRIVATE" },
            { "fileHandle", image.Id.ToString() },
            { "fileSize", Doc.Text(image.Size) },
            { "lastModified", call.Time(image.AddedAt) },
            { "latestVersion", 1 },
            { "name", image.Name },
            { "namespace", "customers" },
            { "version", 1 },
        } },
    };

    /// <summary>The first file of the form, or the body itself where it is an image.</summary>
    private static async ValueTask<(AddCustomerImage? Command, Answer? Wrong)> ReadAsync(ApiCall call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Http.Request.ContentType, out var type)) return (null, call.Fail(415, "The body must be a form with a file, or an image"));
        if (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)) return (new(default, "image", call.Raw) { ContentType = type.MediaType.ToString().ToLowerInvariant() }, null);
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || boundary.Length is 0 or > 70) return (null, call.Fail(415, "The body must be a form with a file, or an image"));
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(call.Raw));
            while (await reader.ReadNextSectionAsync(call.Cancelled).ConfigureAwait(false) is { } section)
            {
                if (section.AsFileSection() is not { FileStream: { } stream } file) continue;
                var content = new MemoryStream();
                await stream.CopyToAsync(content, call.Cancelled).ConfigureAwait(false);
                return (new(default, file.FileName.Length == 0 ? "image" : file.FileName, content.ToArray()) { ContentType = section.ContentType?.ToLowerInvariant() ?? "image/png" }, null);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            return (null, call.Fail(400, "The form cannot be read"));
        }
        return (null, call.Fail(400, "The form has no file"));
    }
}
