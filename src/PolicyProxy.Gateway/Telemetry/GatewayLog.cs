using Serilog.Core;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Where the gateway's lines go.</summary>
/// <param name="Serilog">The logger, for all of them.</param>
/// <param name="Requests">The short way for the lines of requests; null when somebody wants them as Serilog's events.</param>
/// <param name="Faults">What keeps them from there; null when nobody listens.</param>
internal sealed record GatewayLog(Logger Serilog, StandardOutput? Requests = null, LogFaults? Faults = null) : IAsyncDisposable
{
    /// <summary>Writes out what is left. A disk that does not take it is no reason for another exit code.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Serilog.DisposeAsync();
        }
        catch (IOException exception) when (Faults is not null)
        {
            Faults.Take(exception.Message);
        }
    }
}
