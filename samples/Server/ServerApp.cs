namespace Server;

public static class ServerApp
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
