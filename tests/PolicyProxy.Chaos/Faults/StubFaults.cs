using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Faults;

/// <summary>What goes wrong at the platform and at the helpdesk.</summary>
internal static class StubFaults
{
    public static IEnumerable<Fault> Of(ChaosWorld world) =>
    [
        .. Of("helpdesk", world.Helpdesk, StubMode.Down, StubMode.Hanging, StubMode.Failing, StubMode.Resetting),
        .. Of("platform", world.Platform, StubMode.Hanging, StubMode.Resetting, StubMode.Failing, StubMode.Throttling),
    ];

    private static IEnumerable<Fault> Of(string name, Stub stub, params StubMode[] modes) => modes.Select(mode => new Fault(
        $"{name}: {mode}",
        name,
        async () =>
        {
            await stub.SetAsync(mode);
            return null;
        },
        () => stub.SetAsync(StubMode.Answering)));
}
