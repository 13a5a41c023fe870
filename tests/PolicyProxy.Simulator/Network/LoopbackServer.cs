using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PolicyProxy.Gateway.Admin;

namespace PolicyProxy.Simulator.Network;

/// <summary>A server on loopback that can go away and come back on the same port.</summary>
/// <param name="port">Its port.</param>
/// <param name="map">Says what it answers.</param>
internal sealed class LoopbackServer(int port, Action<WebApplication> map) : IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Address => $"http://127.0.0.1:{port}";

    public bool IsUp => _app is not null;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="IOException">The port is somebody else's.</exception>
    public async Task StartAsync()
    {
        if (_app is not null) return;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(Address);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();

        // What goes wrong in here is told on standard error; that it cannot listen is for whoever starts it to tell.
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync();
        }
        catch (IOException)
        {
            await app.DisposeAsync();
            throw;
        }

        _app = app;
    }

    /// <summary>Breaks every connection and refuses new ones, as a server does that is switched off.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app) return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
