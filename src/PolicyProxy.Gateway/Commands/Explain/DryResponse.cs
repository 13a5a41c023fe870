using Microsoft.AspNetCore.Http.Features;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>The head of an answer that goes nowhere: as a server does it lets its last headers be written when it is told to start.</summary>
internal sealed class DryResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();

    public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    /// <summary>Lets the last headers be written.</summary>
    public async Task StartAsync()
    {
        while (_starting.TryPop(out var starting)) await starting.Callback(starting.State);
    }
}
