using BenchmarkDotNet.Running;
using Loyalty.Benchmarks;

if (args is ["scoreboard", .. var rest])
{
    return Scoreboard.Run(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Scoreboard).Assembly).Run(args);
return 0;
