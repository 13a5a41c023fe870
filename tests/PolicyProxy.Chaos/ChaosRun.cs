using PolicyProxy.Chaos.Faults;
using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.Proof;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos;

/// <summary>One run on one store: load and faults, then quiet, then the proof.</summary>
internal sealed class ChaosRun(ChaosOptions options, string store, ChaosWorld world)
{
    /// <summary>How long the gateways have, once all is well, to give the store what they hold.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    /// <summary>So that the gateways are asked once more after the last fault.</summary>
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(1);

    /// <summary>How many violations of a kind are told; the file in the run's folder has them all.</summary>
    private const int Named = 4;

    // A reading of the clock is kept in whole milliseconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs it and tells what was found.</summary>
    /// <returns>Whether nothing was violated.</returns>
    public async Task<bool> RunAsync()
    {
        await world.StartAsync(store == "redis");
        var director = new FaultDirector();
        var clock = new ClockWatch();
        var watches = world.Gateways.Select(gateway => new StoreWatch(gateway)).ToList();
        var fleet = new LoadFleet(world, options.Seed, options.Seconds);
        using (var over = new CancellationTokenSource())
        {
            var watching = Task.WhenAll([clock.RunAsync(over.Token), .. watches.Select(watch => watch.RunAsync(over.Token))]);
            await Task.WhenAll(fleet.RunAsync(), director.FollowAsync(Plan()));
            await world.WaitUntilReadyAsync();
            await Task.Delay(LastLook);
            await over.CancelAsync();
            await watching;
        }

        var (webhooks, sends) = fleet.Read();
        var history = await SettleAsync(new()
        {
            Webhooks = webhooks,
            Sends = sends,
            Helpdesk = world.Helpdesk.Arrivals,
            Platform = world.Platform.Arrivals,
            Faults = [.. director.Spans, .. watches.SelectMany(watch => watch.Spans)],
            Polls = [.. watches.SelectMany(watch => watch.Polls)],
            ClockSlack = Rounding + clock.Moved,
        });
        return await TellAsync(history, director.Spans);
    }

    private List<PlannedFault> Plan()
    {
        var names = world.Gateways.Select(gateway => gateway.Name).ToList();
        List<Fault> faults = [.. StubFaults.Of(world), .. GatewayFaults.Of(world)];
        if (world.Redis is { } redis) faults.AddRange(RedisFaults.Of(redis, world.Link!, names, names[0]));
        faults.RemoveAll(fault => options.Without.Any(part => fault.Name.Contains(part, StringComparison.OrdinalIgnoreCase)));
        return FaultPlan.Draw(faults, new Random(options.Seed), TimeSpan.FromSeconds(options.Seconds));
    }

    // What waits in journals reaches the store a little later.
    private async Task<RunHistory> SettleAsync(RunHistory history)
    {
        for (var start = TimeProvider.System.GetTimestamp(); ; await Task.Delay(500))
        {
            history = history with { Stored = await world.ReadStoreAsync(), StoredAt = Moment.Now() };
            if (TimeProvider.System.GetElapsedTime(start) > Settling) return history;
            if (new StoreProof(history, new(history), new(history)).Prove().Violations.Count == 0) return history;
        }
    }

    private async Task<bool> TellAsync(RunHistory history, IReadOnlyList<FaultSpan> faults)
    {
        var report = Report.Of(history);
        var statuses = history.Webhooks.CountBy(webhook => webhook.Status).OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}");
        var kinds = faults.CountBy(fault => fault.Name).OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => $"{fault.Key} {fault.Value}");
        Console.WriteLine($"webhooks by status (0: no answer): {string.Join(", ", statuses)}");
        Console.WriteLine($"faults: {string.Join(", ", kinds)}");
        Console.WriteLine($"the clock is trusted to {history.ClockSlack.TotalMilliseconds:0.###} ms");
        foreach (var line in report.Lines(Named)) Console.WriteLine(line);
        if (report.Violations.Count == 0) return true;

        IReadOnlyList<string> log = ["Faults:", .. history.Faults.OrderBy(fault => fault.Start).Select(fault => $"    {fault}")];
        foreach (var line in log) Console.WriteLine(line);
        await File.WriteAllLinesAsync(Path.Combine(world.Directory, "report.txt"), [.. report.Lines(int.MaxValue), .. log]);
        return false;
    }
}
