using BenchmarkDotNet.Attributes;
using PolicyProxy.Windows;

namespace PolicyProxy.Benchmarks;

/// <summary>How many last contacts a second a store finds, of 50,000 that it has.</summary>
[Config(typeof(StoreBenchmarkConfig))]
public class FindBenchmark
{
    private const int Finds = 4096;
    private const int Contacts = 50_000;

    private MeasuredStore _measured = null!;
    private int _next;

    public static IEnumerable<string> Stores => MeasuredStore.Names;

    /// <summary>What is asked.</summary>
    [ParamsSource(nameof(Stores))]
    public string Provider { get; set; } = "";

    /// <summary>How many ask at a time, each for one contact after the other.</summary>
    [Params(1, 64, 512)]
    public int Finders { get; set; }

    // Waiting, not awaiting: in this process the benchmark engine does not wait for tasks.
    [GlobalSetup]
    public void Open()
    {
        _measured = MeasuredStore.OpenAsync(Provider).GetAwaiter().GetResult();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var contacts in Enumerable.Range(0, Contacts).Chunk(1000))
            _measured.Store.RecordAsync([.. contacts.Select(i => new WindowRecord(Conversation(i), now, now.AddDays(2)))]).GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Close() => _measured.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Finds)]
    public void Find() => Task.WhenAll(Enumerable.Range(0, Finders).Select(_ => FindAsync(Finds / Finders))).GetAwaiter().GetResult();

    private async Task FindAsync(int count)
    {
        for (; count > 0; count--)
        {
            var conversation = Conversation(Interlocked.Increment(ref _next) * 7919L % Contacts);
            if ((await _measured.Store.FindAsync(conversation)).Time is null) throw new InvalidOperationException("A contact is missing.");
        }
    }

    private static Policy.ConversationId Conversation(long number) => new("messenger", "", $"2538171900{number:000000}");
}
