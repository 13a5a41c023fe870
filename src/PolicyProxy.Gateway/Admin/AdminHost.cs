using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Gateway.Dashboard;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Stores;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;
using PolicyProxy.Yarp.Proxy;
using Serilog;
using Serilog.Core;

namespace PolicyProxy.Gateway.Admin;

/// <summary>The administrator's listener: a host of its own, so that nothing on it can be reached through the proxy's port.</summary>
internal static class AdminHost
{
    // Each holds a descriptor that the proxy may need.
    private const int MostConnections = 32;

    // A last contact is all that is sent here.
    private const int LongestBody = 4096;

    /// <summary>Builds the host; it does not listen yet.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="store">The store.</param>
    /// <param name="proxy">What the proxy's host is made of.</param>
    /// <param name="metrics">What the stores count.</param>
    /// <param name="serilog">The logger.</param>
    public static WebApplication Build(PolicyFile file, JournaledWindowStore store, IServiceProvider proxy, StoreMetrics metrics, Logger serilog)
    {
        var options = new OptionsReader([]).Read<AdminOptions>(file.Configuration.GetSection("Admin"));
        var telemetry = new OptionsReader([]).Read<TelemetryOptions>(file.Configuration.GetSection("Telemetry"));
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "policyproxy" });
        builder.Logging.AddSerilog(serilog);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = LongestBody;
        }).UseUrls(options.Url);

        builder.Services.AddRouting();
        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(proxy.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(proxy.GetRequiredService<GatewayLog>());
        builder.Services.AddSingleton(proxy.GetRequiredService<CurrentMessaging>());
        builder.Services.AddSingleton(proxy.GetRequiredService<Conversations>());
        builder.Services.AddSingleton(proxy.GetRequiredService<RecentDecisions>());
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddSingleton<ExportFailures>();
        builder.Services.AddSingleton(services => GatewayMetrics.Listen(
            [metrics, proxy.GetRequiredService<IMeterFactory>()], services.GetRequiredService<PrometheusExporter>(), telemetry.OtlpEndpoint));
        builder.Services.AddSingleton(new TrafficHistory(proxy.GetRequiredService<IMeterFactory>(), proxy.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<TrafficHistory>());
        builder.Services.AddHealthChecks()
            .AddCheck<StoreHealth>("store")
            .AddCheck<JournalHealth>("journal")
            .AddCheck<ConfigurationHealth>("configuration")
            .AddCheck<SecretsHealth>("secrets")
            .AddCheck("gateway", new GatewayHealth(proxy.GetRequiredService<IHostApplicationLifetime>()));

        // The proxy's host owns the signals; this one ends after it.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();

        var app = builder.Build();

        // Before the proxy takes its first connection: what is counted up and down has to be counted from the beginning.
        app.Services.GetRequiredService<ExportFailures>();
        app.Services.GetRequiredService<MeterProvider>();
        app.UseAdminAnswers();
        app.UseRouting();
        if (!string.IsNullOrWhiteSpace(options.ApiKey)) app.Use(new ApiKey(options.ApiKey).CheckAsync);
        Map(app);
        return app;
    }

    // Health is open to anybody who reaches the listener: who probes it has no key.
    private static void Map(WebApplication app)
    {
        app.MapGet("/health/live", HealthAnswer.WriteLiveAsync).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { ResponseWriter = HealthAnswer.WriteReadyAsync, AllowCachingResponses = true })
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])).AllowAnonymous();

        var windows = ActivatorUtilities.CreateInstance<WindowEndpoint>(app.Services);
        app.MapGet(WindowEndpoint.Path, windows.GetAsync);
        app.MapPut(WindowEndpoint.Path, windows.PutAsync);
        app.MapDelete(WindowEndpoint.Path, windows.DeleteAsync);
        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusExporter.ContentType;
            return context.Response.WriteAsync(app.Services.GetRequiredService<PrometheusExporter>().Collect(), context.RequestAborted);
        });
        app.MapGet("/decisions", ActivatorUtilities.CreateInstance<DecisionsEndpoint>(app.Services).GetAsync);
        app.MapGet("/status", StatusAnswer.WriteAsync);
        DashboardPage.Map(app);
    }
}
