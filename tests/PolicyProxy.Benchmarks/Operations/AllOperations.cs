namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Every operation that needs nothing but memory.</summary>
internal static class AllOperations
{
    public static IReadOnlyList<Operation> InMemory { get; } =
        [.. SendOperations.All, .. WebhookOperations.All, .. SignatureOperations.All, .. DecisionOperations.All, .. RefusalOperations.All];
}
