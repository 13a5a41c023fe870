using PolicyProxy.Gateway.Admin;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using Serilog.Extensions.Logging;
using Log = PolicyProxy.Gateway.Telemetry.Log;

namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy run</c>: the gateway itself.</summary>
internal static class RunCommand
{
    /// <summary>Runs the gateway until it is told to stop.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="time">The clock that windows are measured by.</param>
    /// <param name="stop">Tells it to stop, as a signal does.</param>
    public static async Task<int> ExecuteAsync(PolicyFile file, TimeProvider time, CancellationToken stop)
    {
        Preload.LoadEverything();
        using var secondSignal = new SecondSignal();
        await using var log = SerilogSetup.Create(file.Configuration, time);
        try
        {
            var options = new OptionsReader([]).Read<MessagingOptions>(file.Configuration.GetSection(MessagingModel.SectionName));
            using var loggers = new SerilogLoggerFactory(log.Serilog);
            using var metrics = new StoreMetrics();
            await using var store = await StoreFactory.OpenAsync(options.Store, metrics, time, loggers.CreateLogger("PolicyProxy.Stores"));
            await RunAsync(file, options.Store.Provider, store, metrics, log, time, stop);
            return GatewayCommands.Success;
        }
        catch (WindowStoreException exception)
        {
            await Console.Error.WriteLineAsync($"The store cannot be opened: {exception.Message}");
            return GatewayCommands.Failure;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"The gateway cannot listen: {exception.Message}");
            return GatewayCommands.Failure;
        }
    }

    private static async Task RunAsync(PolicyFile file, StoreProvider provider, JournaledWindowStore store, StoreMetrics metrics, GatewayLog log, TimeProvider time, CancellationToken stop)
    {
        await using var proxy = ProxyHost.Build(file, store, log, time);
        await using var admin = AdminHost.Build(file, store, proxy.Services, metrics, log.Serilog);
        var life = proxy.Services.GetRequiredService<IHostApplicationLifetime>();
        await using var stopping = stop.Register(life.StopApplication);

        await ListenAsync(file.Configuration, admin, proxy);
        var logger = proxy.Services.GetRequiredService<ILogger<PolicyFile>>();
        Log.Started(logger, string.Join(", ", proxy.Urls), string.Join(", ", admin.Urls), file.Path, provider.ToString());

        await proxy.WaitForShutdownAsync(CancellationToken.None);
        await admin.StopAsync(CancellationToken.None);
    }

    private static async Task ListenAsync(IConfiguration configuration, WebApplication admin, WebApplication proxy)
    {
        var places = configuration["Admin:Url"] ?? new AdminOptions().Url;
        try
        {
            await admin.StartAsync(CancellationToken.None);
            places = string.Join(", ", configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]));
            await proxy.StartAsync(CancellationToken.None);
        }
        catch (Exception exception) when (ListenFailure.Is(exception))
        {
            // What did start would tell of its end as a failure.
            await proxy.StopAsync(CancellationToken.None);
            await admin.StopAsync(CancellationToken.None);
            throw new IOException(ListenFailure.Describe(exception, places), exception);
        }
    }
}
