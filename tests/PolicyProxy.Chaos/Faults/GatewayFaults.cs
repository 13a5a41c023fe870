using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Faults;

/// <summary>What goes wrong with the gateways themselves.</summary>
internal static class GatewayFaults
{
    /// <summary>Begins the note of a gateway that did not stop as promised.</summary>
    public const string BadStop = "stopped badly";

    public static IEnumerable<Fault> Of(ChaosWorld world) => world.Gateways.SelectMany(Of);

    private static IEnumerable<Fault> Of(GatewayProcess gateway)
    {
        var subject = $"gateway {gateway.Name}";
        yield return new(
            $"{subject}: SIGKILL",
            subject,
            async () =>
            {
                await gateway.KillAsync();
                return null;
            },
            gateway.StartAsync)
        { Down = gateway.Name };
        yield return new(
            $"{subject}: SIGTERM",
            subject,
            async () => await gateway.TerminateAsync() is var code && code == 0 ? null : $"{BadStop}: exit code {code?.ToString() ?? "none within 35 s"}",
            gateway.StartAsync)
        { Down = gateway.Name };
        yield return new(
            $"{subject}: configuration half saved",
            subject,
            async () =>
            {
                await gateway.SaveHalfAsync();
                return null;
            },
            gateway.SaveWholeAsync);
    }
}
