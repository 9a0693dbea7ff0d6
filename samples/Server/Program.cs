return await Server.ServerApp.Command(CancellationToken.None).Parse(args).InvokeAsync();
