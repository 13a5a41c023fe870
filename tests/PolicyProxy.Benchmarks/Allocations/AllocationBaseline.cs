using System.Text.Json;

namespace PolicyProxy.Benchmarks.Allocations;

/// <summary>How many bytes each operation may allocate: a JSON file with a line for each.</summary>
internal static class AllocationBaseline
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true };

    public static SortedDictionary<string, long> Read(string file) =>
        JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllBytes(file))!;

    public static void Write(string file, IReadOnlyDictionary<string, long> bytes) =>
        File.WriteAllText(file, JsonSerializer.Serialize(bytes, Form) + "\n");
}
