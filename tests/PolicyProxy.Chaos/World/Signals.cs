using System.Diagnostics;

namespace PolicyProxy.Chaos.World;

/// <summary>Sends signals, as an operator's shell does.</summary>
internal static class Signals
{
    /// <param name="signal">STOP, CONT, TERM or KILL.</param>
    /// <param name="process">The process; one that is gone already is no error.</param>
    public static void Send(string signal, int process)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process} 2>/dev/null"]);
        kill.WaitForExit();
    }
}
