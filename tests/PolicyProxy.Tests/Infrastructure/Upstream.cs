using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Shouldly;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A platform or a helpdesk on real Kestrel: keeps what it was asked and answers as the test says.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private Upstream(WebApplication app) => _app = app;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyCollection<ReceivedRequest> Requests => _requests;

    /// <summary>The one request that it got.</summary>
    public ReceivedRequest Single => _requests.ShouldHaveSingleItem();

    /// <summary>How it answers a request, which it has read to the end; by default with 200 and a small body.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("""{"message_id":"m_1"}""");

    /// <summary>Is told the target of a request as soon as its head is there.</summary>
    public Action<string> OnHead { get; set; } = _ => { };

    public static async Task<Upstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize, kestrel.Limits.MaxRequestLineSize) = (false, null, 128 * 1024)).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var upstream = new Upstream(app);
        app.Run(upstream.TakeAsync);
        await app.StartAsync();
        return upstream;
    }

    /// <summary>Answers with a status and a body.</summary>
    public void AnswerWith(int status, string body = "", params (string Name, string Value)[] headers) => Answer = context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        return context.Response.WriteAsync(body);
    };

    /// <summary>Takes requests and never answers them.</summary>
    public void Hang() => Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>Takes requests and breaks the connection.</summary>
    public void Break() => Answer = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Takes requests and breaks the connection in the middle of its answer.</summary>
    /// <param name="written">How much of the body is written; none: the head only.</param>
    public void BreakInAnswer(string written) => Answer = async context =>
    {
        context.Response.ContentLength = written.Length + 100;
        await context.Response.StartAsync();
        await context.Response.WriteAsync(written);
        await context.Response.Body.FlushAsync();
        // What is written would be lost with the connection, were it not given time to go out.
        await Task.Delay(100);
        context.Abort();
    };

    /// <summary>Takes requests and closes the connection in good order, as a server does that has kept it long enough.</summary>
    public void HangUp() => Answer = context =>
    {
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Both);
        return Task.Delay(Timeout.Infinite, context.RequestAborted);
    };

    /// <summary>Stops listening: whoever connects from now on is refused.</summary>
    public Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        now.Cancel();
        return _app.StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        OnHead(target);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = new HeaderDictionary();
        foreach (var (name, value) in context.Request.Headers) headers[name] = value;
        _requests.Enqueue(new(context.Request.Method, target, headers, body.ToArray()));
        try
        {
            await Answer(context);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked did not wait.
        }
    }
}
