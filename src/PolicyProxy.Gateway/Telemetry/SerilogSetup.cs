using System.Globalization;
using System.Reflection;
using PolicyProxy.Yarp.Configuration;
using Serilog;
using Serilog.Events;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Sets Serilog up: to the console unless the configuration says otherwise, never with what must not be logged.</summary>
internal static class SerilogSetup
{
    // These categories print whole URLs, with access tokens, at Information.
    private static readonly string[] Silenced = ["Microsoft", "System", "Yarp"];

    /// <summary>The log for the section <c>Serilog</c> of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MessagingConfigurationException">It names what has to be there and is not, such as a place under <c>AuditTo</c>.</exception>
    public static GatewayLog Create(IConfiguration configuration, TimeProvider time)
    {
        var faults = new LogFaults(time, Console.Error);
        var late = new LateFiles(faults, time);
        var log = default(GatewayLog);
        try
        {
            var said = SelfLogReader.During(() => log = Open(configuration, faults, late));
            faults.TakeAtStart(said);
            late.Seek(configuration.GetSection("Serilog"), said);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } cause)
        {
            throw new MessagingConfigurationException($"Serilog: the log cannot be opened ({cause.Message}); a place that the gateway's user may write to belongs here.", exception);
        }

        SelfLogReader.Listen(faults.Take);
        return log!;
    }

    private static GatewayLog Open(IConfiguration configuration, LogFaults faults, LateFiles late)
    {
        var setup = new LoggerConfiguration().MinimumLevel.Information();
        foreach (var category in Silenced) setup.MinimumLevel.Override(category, LogEventLevel.Warning);
        // It would repeat at every probe what the probe's answer says.
        setup.MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal);
        // Keys are for session affinity alone, and made anew where they cannot be kept, as in a container that is read-only.
        setup.MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error);
        // The framework makes an activity a request for as long as this could be logged to; the gateway logs its own line.
        setup.MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off);
        setup.Filter.ByExcluding(TellsOfDeparture);
        setup.Filter.ByExcluding(TellsOfListenFailure);
        setup.ReadFrom.Configuration(configuration);
        var section = configuration.GetSection("Serilog");
        if (section.GetSection("WriteTo").GetChildren().Any()) return new(setup.WriteTo.Sink(late).CreateLogger(), Faults: faults);
        if (!Console.IsOutputRedirected)
        {
            // Somebody watches, and likes colours.
            setup.WriteTo.Async(to => to.Console(outputTemplate: StandardOutput.Template, formatProvider: CultureInfo.InvariantCulture));
            return new(setup.CreateLogger(), Faults: faults);
        }

        // Levels are all that concerns the line of a request, unless it is filtered, enriched or written elsewhere as well.
        var output = new StandardOutput(TimeProvider.System);
        var isPlain = section.GetChildren().All(child => child.Key.Equals("MinimumLevel", StringComparison.OrdinalIgnoreCase));
        return new(setup.WriteTo.Sink(output).CreateLogger(), isPlain ? output : null, faults);
    }

    // Standard error has it in one line, without a stack trace.
    private static bool TellsOfListenFailure(LogEvent line) => line.MessageTemplate.Text == "Hosting failed to start" && ListenFailure.Is(line.Exception);

    // Whoever asked has hung up, or was cut off when the time to stop was over: the request's own line has it, without a stack trace.
    private static bool TellsOfDeparture(LogEvent line) =>
        line.Properties.GetValueOrDefault("error") is ScalarValue
        {
            Value: ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled
                or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled
        };
}
