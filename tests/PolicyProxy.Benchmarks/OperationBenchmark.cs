using BenchmarkDotNet.Attributes;
using PolicyProxy.Benchmarks.Operations;

namespace PolicyProxy.Benchmarks;

/// <summary>How long what the gateway does for every request takes in memory, and how much it allocates.</summary>
[Config(typeof(OperationBenchmarkConfig))]
public class OperationBenchmark
{
    private Action _run = null!;

    public static IEnumerable<string> Names => AllOperations.InMemory.Select(operation => operation.Name);

    /// <summary>What is measured.</summary>
    [ParamsSource(nameof(Names))]
    public string Operation { get; set; } = "";

    [GlobalSetup]
    public void Find() => _run = AllOperations.InMemory.Single(operation => operation.Name == Operation).Run;

    [Benchmark]
    public void Run() => _run();
}
