using System.Runtime.InteropServices;

namespace PolicyProxy.Gateway.Commands;

/// <summary>Ends the process at once when it is told to stop again while requests in flight may finish: somebody does not want to wait.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private int _signals;

    public SecondSignal()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Take(15));
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Take(2));
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Take(int number)
    {
        // The first one is the host's to answer. A process that a signal ended counts as ended with 128 and its number.
        if (Interlocked.Increment(ref _signals) > 1) Environment.Exit(128 + number);
    }
}
