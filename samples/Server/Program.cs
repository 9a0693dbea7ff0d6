// The host minds the signals itself: what it has taken in is answered before it goes, however long that takes.
return await Server.ServerApp.Command(CancellationToken.None).Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });
