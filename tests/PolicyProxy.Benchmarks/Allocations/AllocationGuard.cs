using System.Runtime.InteropServices;
using PolicyProxy.Benchmarks.Operations;

namespace PolicyProxy.Benchmarks.Allocations;

/// <summary>Sees that no operation allocates more than the baseline says.</summary>
internal static class AllocationGuard
{
    /// <summary>Compares every operation with the baseline, or makes a new one of what is measured.</summary>
    /// <param name="file">The baseline.</param>
    /// <param name="isRenewal">Whether to make it anew.</param>
    /// <returns>The exit code: 0 when nothing allocates more than it may.</returns>
    public static async Task<int> RunAsync(string file, bool isRenewal)
    {
        // What is compiled in steps allocates less and less, as the compiler learns which objects it can keep on the stack: sooner or later.
        if (Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") != "0")
            throw new InvalidOperationException("Allocations are measured with DOTNET_TieredCompilation=0, which tests/allocations.sh sets.");

        var measured = await MeasureAsync();
        if (isRenewal)
        {
            AllocationBaseline.Write(file, measured);
            Console.WriteLine($"{measured.Count} operations are in the baseline.");
            return 0;
        }

        var baseline = AllocationBaseline.Read(file);
        var wrong = baseline.Keys.Union(measured.Keys).Select(name => Compare(name, baseline, measured)).OfType<string>().ToList();
        foreach (var line in wrong) Console.Error.WriteLine(line);
        Console.WriteLine($"{measured.Count} operations measured on {RuntimeInformation.FrameworkDescription}, {wrong.Count} not as in the baseline.");
        if (wrong.Count > 0) Console.Error.WriteLine("Where that is meant to be so: tests/allocations.sh --renew");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static async Task<SortedDictionary<string, long>> MeasureAsync()
    {
        await using var window = await RecalledWindow.OpenAsync();
        var measured = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var operation in AllOperations.InMemory.Append(window.Recall)) measured.Add(operation.Name, AllocationMeter.Measure(operation));
        return measured;
    }

    private static string? Compare(string name, SortedDictionary<string, long> baseline, SortedDictionary<string, long> measured)
    {
        if (!baseline.TryGetValue(name, out var allowed)) return $"{name}: {measured[name]} bytes, and the baseline has no line for it";
        if (!measured.TryGetValue(name, out var bytes)) return $"{name}: {allowed} bytes in the baseline, and there is no such operation";
        if (bytes < allowed) Console.WriteLine($"{name}: {bytes} bytes, {allowed - bytes} less than in the baseline, which can be renewed");
        return bytes > allowed ? $"{name}: {bytes} bytes, {bytes - allowed} more than the {allowed} of the baseline" : null;
    }
}
