using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Load;

/// <summary>A process of its own that asks the gateways for a while, and ends when its time is up or the checker is gone.</summary>
internal static class LoadProcess
{
    private const int Workers = 8;

    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var history = new HistoryFile(options.File);
        using var client = new GatewayClient(options.Gateways, history);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds));
        var workers = Enumerable.Range(0, Workers).Select(number => new LoadWorker(options, client, number, TimeProvider.System).RunAsync(stop.Token));
        await Task.WhenAll(workers);
        return 0;
    }
}
