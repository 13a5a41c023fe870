using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos;

/// <summary>A run with everything around it: a folder, a time limit, and an end for whatever was started.</summary>
internal static class ChaosSession
{
    private static readonly TimeSpan AroundTheLoad = TimeSpan.FromSeconds(180);

    /// <summary>Runs on one store.</summary>
    /// <returns>Whether nothing was violated; the folder of a run in which something was is kept.</returns>
    public static async Task<bool> RunAsync(ChaosOptions options, string store, CancellationToken stop)
    {
        Console.WriteLine($"chaos: seed {options.Seed}, {options.Seconds} s, {store}");
        var directory = Directory.CreateTempSubdirectory("policyproxy-chaos-").FullName;
        var isProved = false;
        try
        {
            await using var guard = new ProcessGuard();
            await using var world = new ChaosWorld { Guard = guard, Directory = directory };
            isProved = await new ChaosRun(options, store, world).RunAsync().WaitAsync(TimeSpan.FromSeconds(options.Seconds) + AroundTheLoad, stop);
        }
        catch (Exception exception) when (exception is ChaosException or TimeoutException or OperationCanceledException)
        {
            Console.WriteLine($"The run did not get to its end: {exception.Message}");
        }

        if (isProved) Directory.Delete(directory, recursive: true);
        else Console.WriteLine($"Logs and histories are in {directory}");
        return isProved;
    }
}
