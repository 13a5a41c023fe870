using PolicyProxy.Benchmarks.Operations;

namespace PolicyProxy.Benchmarks.Allocations;

/// <summary>Measures how many bytes an operation allocates each time, which, unlike how long it takes, is the same on every run.</summary>
internal static class AllocationMeter
{
    private const int WarmUps = 32;
    private const int Runs = 65;

    /// <summary>The bytes of one run, on this thread alone.</summary>
    public static long Measure(Operation operation)
    {
        for (var i = 0; i < WarmUps; i++) operation.Run();

        // The run during which, or after which, a collection empties the shared pools is dearer than the others, so the median is what one costs.
        var bytes = new long[Runs];
        for (var i = 0; i < Runs; i++) bytes[i] = MeasureOnce(operation);
        Array.Sort(bytes);
        return bytes[Runs / 2];
    }

    private static long MeasureOnce(Operation operation)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        operation.Run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
