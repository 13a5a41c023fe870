/// <summary>
/// Runs in a gateway's process before the gateway itself, where the runtime's own variable for that names this assembly: a fault of which
/// nobody has thought, on a thread of its own, once a file is there.
/// </summary>
#pragma warning disable CA1050 // The runtime looks for this name, in no namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    private const string Variable = "POLICYPROXY_TEST_FAULT";

    /// <summary>The variables of a process that is to fail once a file is there. The file is gone then.</summary>
    public static (string Name, string Value)[] FailsOnceThereIs(string file) =>
        [("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location), (Variable, file)];

    /// <summary>What the runtime calls.</summary>
    public static void Initialize() => new Thread(Fail) { IsBackground = true }.Start();

    private static void Fail()
    {
        var file = Environment.GetEnvironmentVariable(Variable)!;
        SpinWait.SpinUntil(() => File.Exists(file));
        File.Delete(file);
        throw new InvalidOperationException("A fault of which nobody has thought.");
    }
}
