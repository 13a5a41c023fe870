using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Gateway.Dashboard;
using PolicyProxy.Stores;
using PolicyProxy.Yarp.Configuration;
using Serilog;
using Serilog.Core;

namespace PolicyProxy.Gateway.Admin;

/// <summary>The administrator's listener: a host of its own, so that nothing on it can be reached through the proxy's port.</summary>
internal static class AdminHost
{
    // Each holds a descriptor that the proxy may need.
    private const int MostConnections = 32;

    /// <summary>Builds the host; it does not listen yet.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="store">The store.</param>
    /// <param name="proxy">What the proxy's host is made of.</param>
    /// <param name="serilog">The logger.</param>
    public static WebApplication Build(PolicyFile file, JournaledWindowStore store, IServiceProvider proxy, Logger serilog)
    {
        var options = new OptionsReader([]).Read<AdminOptions>(file.Configuration.GetSection("Admin"));
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "policyproxy" });
        builder.Logging.AddSerilog(serilog);
        builder.WebHost.UseKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxConcurrentConnections) = (false, MostConnections)).UseUrls(options.Url);

        builder.Services.AddRouting();
        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(proxy.GetRequiredService<CurrentMessaging>());
        builder.Services.AddSingleton(new ProxyLife(proxy.GetRequiredService<IHostApplicationLifetime>()));
        builder.Services.AddSingleton(proxy.GetRequiredService<TimeProvider>());
        builder.Services.AddSingleton(new TrafficHistory(proxy.GetRequiredService<IMeterFactory>(), proxy.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<TrafficHistory>());
        builder.Services.AddHealthChecks()
            .AddCheck<StoreHealth>("store")
            .AddCheck<JournalHealth>("journal")
            .AddCheck<ConfigurationHealth>("configuration")
            .AddCheck<SecretsHealth>("secrets");

        // The proxy's host owns the signals; this one ends after it.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();

        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/health/live", HealthAnswer.WriteLiveAsync);
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = HealthAnswer.WriteReadyAsync });
        app.MapGet("/status", StatusAnswer.WriteAsync);
        return app;
    }
}
