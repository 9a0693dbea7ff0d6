using System.Text.RegularExpressions;

namespace Loyalty.Hosting.Tests;

/// <summary>The sample server, on Kestrel and a file of its own.</summary>
public sealed partial class ServerTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("litedb")]
    public async Task It_seeds_a_new_file_prints_a_call_that_works_and_goes_on_from_the_file(string store)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-server-");
        try
        {
            var file = Path.Combine(folder.FullName, "server.db");
            Assert.Contains("\"closingBalance\":\"270.000\"", await RunAsync(file, store), StringComparison.Ordinal);
            // The second run finds the file and seeds nothing again.
            Assert.Contains("\"closingBalance\":\"270.000\"", await RunAsync(file, store), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string file, string store)
    {
        using var stop = new CancellationTokenSource();
        var printed = new Printed();
        var running = Server.ServerApp.Command(stop.Token).Parse(["--data", file, "--store", store, "--url", "http://127.0.0.1:0"]).InvokeAsync(new() { Output = printed });
        var call = await await Task.WhenAny(printed.Call, running.ContinueWith<Match>(ended => throw new InvalidOperationException($"It ended with {ended.Result}."), TaskScheduler.Default));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, call.Groups["url"].Value);
        request.Headers.TryAddWithoutValidation("Authorization", call.Groups["header"].Value);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        await stop.CancelAsync();
        Assert.Equal(0, await running);
        return text;
    }

    [GeneratedRegex("curl -H 'Authorization: (?<header>[^']+)' '(?<url>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Curl();

    /// <summary>Waits for the line with the call.</summary>
    private sealed class Printed : TextWriter
    {
        private readonly TaskCompletionSource<Match> _call = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Match> Call => _call.Task;

        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (Curl().Match(value ?? "") is { Success: true } found) _call.TrySetResult(found);
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
