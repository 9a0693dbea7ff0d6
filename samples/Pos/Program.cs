using System.Text;

// A Windows console starts in a code page of its own.
if (OperatingSystem.IsWindows()) Console.OutputEncoding = Encoding.UTF8;
return await Pos.PosApp.RunAsync(args, Console.Out, Console.Error);
