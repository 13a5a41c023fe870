using System.Text;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Gateway.Forwarding;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using PolicyProxy.Yarp;
using PolicyProxy.Yarp.Upstream;
using Serilog;

namespace PolicyProxy.Gateway;

/// <summary>The proxy's listener: YARP with the policy in it, and nothing else.</summary>
internal static class ProxyHost
{
    // Four times what a send may have, and of headers eight times what a server usually takes: the server's own answers have no body, which
    // client libraries of the platforms do not expect. So nearly all that is too long becomes a request and is answered as one.
    private const int LongestHead = 256 * 1024;
    private const int MostHeaders = 1000;

    /// <summary>Builds the host; it does not listen yet.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="store">Where last contacts are kept; the caller closes it.</param>
    /// <param name="log">Where the log goes.</param>
    /// <param name="time">The clock that windows are measured by.</param>
    public static WebApplication Build(PolicyFile file, IWindowStore store, GatewayLog log, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "policyproxy" });
        builder.Configuration.AddConfiguration(file.Configuration);
        builder.Logging.AddSerilog(log.Serilog);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // What is not ASCII in a header is nobody's business here: a byte in is the same byte out.
            kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

            // Uploads go through whatever their size; what is read whole has limits of its own.
            kestrel.Limits.MaxRequestBodySize = null;

            kestrel.Limits.MaxRequestLineSize = LongestHead;
            kestrel.Limits.MaxRequestHeadersTotalSize = LongestHead;
            kestrel.Limits.MaxRequestHeaderCount = MostHeaders;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = LongestHead;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxConcurrentConnections = ConnectionLimit.Read();
            kestrel.Configure(file.Configuration.GetSection("Kestrel"), reloadOnChange: false);
        });

        // What arrives is handled on the thread that sees it arrive: nothing on a request's way blocks. Program sees to the other side's.
        builder.WebHost.UseSockets(sockets => (sockets.UnsafePreferInlineScheduling, sockets.WaitForDataBeforeAllocatingBuffer) = (true, false));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton(store);
        if (store is JournaledWindowStore journaled) builder.Services.AddSingleton(journaled.Refusals);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<UpstreamAddresses>();
        builder.Services.AddSingleton<PlainUpstream>();
        builder.Services.AddHostedService<PolicyFileWatch>();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(file.Configuration.GetSection("ReverseProxy"))
            .ConfigureHttpClient((_, handler) =>
            {
                // Headers go through as they came.
                handler.ActivityHeadersPropagator = null;
                handler.RequestHeaderEncodingSelector ??= (_, _) => Encoding.Latin1;
            })
            .AddMessagingPolicy(file.Configuration);
        DropKeyRing(builder.Services);

        var app = builder.Build();

        // YARP brings authorization along, which the host would look for on every request; there is nothing here that could know a user.
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseMiddleware<RequestLog>();
        app.UseRouting();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMessagingPolicy();
            proxy.UseMiddleware<StraightForwarding>();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }

    // Session affinity brings data protection along, which makes and stores a key at every start; a route that uses affinity still gets
    // its key, when it first needs it.
    private static void DropKeyRing(IServiceCollection services)
    {
        foreach (var service in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
            services.Remove(service);
    }
}
