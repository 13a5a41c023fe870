using BenchmarkDotNet.Running;
using PolicyProxy.Benchmarks.Allocations;

if (args is ["allocations", var file, .. var rest]) return await AllocationGuard.RunAsync(file, isRenewal: rest is ["--renew"]);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args is [] ? ["--filter", "*"] : args);
return 0;
