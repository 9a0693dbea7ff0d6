return await Server.ServerApp.RunAsync(args);
