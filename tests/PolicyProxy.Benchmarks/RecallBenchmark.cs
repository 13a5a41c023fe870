using BenchmarkDotNet.Attributes;
using PolicyProxy.Benchmarks.Operations;

namespace PolicyProxy.Benchmarks;

/// <summary>How long it takes to see that a window is open, when the gateway remembers it.</summary>
[Config(typeof(OperationBenchmarkConfig))]
public class RecallBenchmark
{
    private RecalledWindow _window = null!;
    private Action _recall = null!;

    // Waiting, not awaiting: in this process the benchmark engine does not wait for tasks.
    [GlobalSetup]
    public void Open()
    {
        _window = RecalledWindow.OpenAsync().GetAwaiter().GetResult();
        _recall = _window.Recall.Run;
    }

    [GlobalCleanup]
    public void Close() => _window.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark]
    public void Recall() => _recall();
}
