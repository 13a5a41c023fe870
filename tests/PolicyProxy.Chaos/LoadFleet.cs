using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.Load;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos;

/// <summary>The load processes of a run and the histories that they write.</summary>
internal sealed class LoadFleet(ChaosWorld world, int seed, int seconds)
{
    private const int Size = 3;

    // A request begun at the last moment may take its full time.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(25);

    private readonly IReadOnlyList<LoadOptions> _loads =
    [
        .. Enumerable.Range(0, Size).Select(index => new LoadOptions(
            index, seed, seconds,
            world.Gateways.ToDictionary(gateway => gateway.Name, gateway => gateway.Address),
            Path.Combine(world.Directory, $"history-{index}.ndjson"))),
    ];

    /// <summary>Runs them all to their end.</summary>
    public Task RunAsync() => Task.WhenAll(_loads.Select(RunAsync));

    /// <summary>Puts what they wrote together.</summary>
    public (IReadOnlyList<WebhookAttempt> Webhooks, IReadOnlyList<SendAttempt> Sends) Read()
    {
        var read = _loads.Select(load => HistoryFile.Read(load.File)).ToList();
        return ([.. read.SelectMany(one => one.Webhooks)], [.. read.SelectMany(one => one.Sends)]);
    }

    private async Task RunAsync(LoadOptions load)
    {
        using var process = world.Guard.Start(new("dotnet", [ProcessGuard.Itself, .. load.ToArguments()]));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + Drain);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Signals.Send("KILL", process.Id);
            throw new ChaosException($"load process {load.Index} does not end");
        }

        world.Guard.Forget(process.Id);
        if (process.ExitCode != 0) throw new ChaosException($"load process {load.Index} failed: exit code {process.ExitCode}");
    }
}
