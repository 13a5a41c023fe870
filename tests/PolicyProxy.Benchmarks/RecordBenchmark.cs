using BenchmarkDotNet.Attributes;
using PolicyProxy.Windows;

namespace PolicyProxy.Benchmarks;

/// <summary>How many last contacts a second a store takes in, each on the disk (SQLite) or in the server (Redis) before the next.</summary>
[Config(typeof(StoreBenchmarkConfig))]
public class RecordBenchmark
{
    private const int Records = 4096;
    private const int Contacts = 50_000;

    private MeasuredStore _measured = null!;
    private int _next;

    public static IEnumerable<string> Stores => MeasuredStore.Names;

    /// <summary>What takes the records.</summary>
    [ParamsSource(nameof(Stores))]
    public string Provider { get; set; } = "";

    /// <summary>How many record at a time, each one contact after the other.</summary>
    [Params(1, 64, 512)]
    public int Recorders { get; set; }

    // Waiting, not awaiting: in this process the benchmark engine does not wait for tasks.
    [GlobalSetup]
    public void Open() => _measured = MeasuredStore.OpenAsync(Provider).GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Close() => _measured.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Records)]
    public void Record() => Task.WhenAll(Enumerable.Range(0, Recorders).Select(_ => RecordAsync(Records / Recorders))).GetAwaiter().GetResult();

    private async Task RecordAsync(int count)
    {
        for (; count > 0; count--)
        {
            var now = TimeProvider.System.GetUtcNow();
            var contact = $"2538171900{Interlocked.Increment(ref _next) * 7919L % Contacts:000000}";
            await _measured.Store.RecordAsync([new WindowRecord(new("messenger", "", contact), now, now.AddDays(2))]);
        }
    }
}
