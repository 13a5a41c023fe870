using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.World;

/// <summary>A platform or a helpdesk on real Kestrel, which keeps everything it gets.</summary>
/// <param name="read">Finds what a request is, from its headers and its body.</param>
/// <param name="answer">What is answered to it when all is well.</param>
internal sealed class Stub(Func<HttpRequest, string, IReadOnlyList<string>> read, Func<string, int, string> answer) : IAsyncDisposable
{
    private readonly int _port = Ports.Take();
    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private WebApplication? _app;
    private volatile Behaviour _behaviour = new(StubMode.Answering);

    public string Address => $"http://127.0.0.1:{_port}/";

    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, null)).UseUrls(Address);
        _app = builder.Build();
        _app.Run(TakeAsync);
        await _app.StartAsync();
    }

    /// <summary>Behaves this way from now on; what hung before is answered.</summary>
    public async Task SetAsync(StubMode mode)
    {
        var before = _behaviour;
        _behaviour = new(mode);
        before.Over.TrySetResult();
        if (mode == StubMode.Down) await StopAsync();
        else if (before.Mode == StubMode.Down) await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _behaviour.Over.TrySetResult();
        await StopAsync();
    }

    private async Task StopAsync()
    {
        if (_app is null) return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var at = Moment.Now();
        var bytes = body.ToArray();
        var ids = read(context.Request, Encoding.UTF8.GetString(bytes));
        _arrivals.Enqueue(new(ids, Hash.Of(bytes), at));

        var behaviour = _behaviour;
        var mode = behaviour.Mode;
        if (mode == StubMode.Hanging) await behaviour.Over.Task.WaitAsync(context.RequestAborted);
        if (mode == StubMode.Resetting)
        {
            context.Abort();
            return;
        }

        context.Response.ContentType = "application/json; charset=UTF-8";
        context.Response.StatusCode = mode switch { StubMode.Failing => 500, StubMode.Throttling => 429, _ => 200 };
        await context.Response.WriteAsync(context.Response.StatusCode == 200 ? answer(context.Request.Path, ids.Count) : """{"error":{"code":2}}""");
    }

    /// <summary>A mode, and when it is over.</summary>
    private sealed record Behaviour(StubMode Mode)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
