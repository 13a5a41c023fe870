using Microsoft.AspNetCore.Http.Features;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Refusals;
using PolicyProxy.Windows;
using PolicyProxy.Yarp;
using PolicyProxy.Yarp.Proxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>The gateway's own routing and policy, without anything that listens, and with nothing behind it.</summary>
internal sealed class DryRun : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;
    private readonly SupposedRefusals _refusals = new();
    private byte[]? _forwarded;

    /// <summary>Builds it.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="store">What is known of clients.</param>
    /// <param name="time">The clock that windows are measured by.</param>
    public DryRun(IConfiguration configuration, IWindowStore store, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "policyproxy" });

        // YARP wants a server to be there; it is never started.
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<IRefusalJournal>(_refusals);

        // Of clusters only the names: nobody is to be asked for health.
        var routes = ProxyRoutes.Read(configuration.GetSection("ReverseProxy"), []);
        var clusters = routes.Select(route => route.ClusterId!).Distinct(StringComparer.OrdinalIgnoreCase).Select(id => new ClusterConfig { ClusterId = id });
        builder.Services.AddReverseProxy().LoadFromMemory(routes, [.. clusters]).AddMessagingPolicy(configuration);
        _app = builder.Build();

        IApplicationBuilder app = _app;
        app.UseRouting();
        app.UseEndpoints(endpoints => endpoints.MapReverseProxy(proxy =>
        {
            proxy.UseMessagingPolicy();
            proxy.Run(TakeAsync);
        }));
        _pipeline = app.Build();
    }

    /// <summary>Says what would become of a request.</summary>
    /// <exception cref="FormatException">The path cannot be one.</exception>
    public async Task<DryRunResult> RunAsync(SampleRequest request)
    {
        using var body = new MemoryStream();
        var response = new DryResponse();
        var context = Context(request, response, body);
        await _pipeline(context);
        await context.Response.BodyWriter.FlushAsync();
        await response.StartAsync();
        var answer = new DryAnswer(context.Response.StatusCode, [.. context.Response.Headers.Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString()))], body.ToArray());
        var route = context.Features.Get<IReverseProxyFeature>()?.Route.Config;
        return new(route, MessagingOutcome.Of(context), _forwarded, answer, _refusals.Waiting);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private DefaultHttpContext Context(SampleRequest request, DryResponse response, Stream answer)
    {
        var context = new DefaultHttpContext { RequestServices = _app.Services };
        context.Features.Set<IHttpResponseFeature>(response);
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new DryBody(request.Body.Length > 0));
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = request.Target;
        (context.Request.Method, context.Request.Scheme) = (request.Method, Uri.UriSchemeHttp);
        context.Request.Path = PathString.FromUriComponent(request.Path);
        context.Request.QueryString = new(request.Query);
        foreach (var (name, value) in request.Headers) context.Request.Headers.Append(name, value);

        // In place of the header Host: a whole address goes before it, as in a server.
        context.Request.Host = new(request.Host);

        // The body is whole, whatever a header says of it.
        context.Request.Headers.Remove("Transfer-Encoding");
        context.Request.ContentLength = request.Body.Length;
        context.Request.Body = new MemoryStream(request.Body);
        return context;
    }

    // In the place of the platform and the helpdesk.
    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.BodyReader.CopyToAsync(body);
        _forwarded = body.ToArray();
    }

    private sealed record DryBody(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
