using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Sets Serilog up: to the console unless the configuration says otherwise, never with what must not be logged.</summary>
internal static class SerilogSetup
{
    // These categories print whole URLs, with access tokens, at Information.
    private static readonly string[] Silenced = ["Microsoft", "System", "Yarp"];

    private const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>The logger for the section <c>Serilog</c> of a configuration.</summary>
    public static Logger Create(IConfiguration configuration)
    {
        var setup = new LoggerConfiguration().MinimumLevel.Information();
        foreach (var category in Silenced) setup.MinimumLevel.Override(category, LogEventLevel.Warning);
        // It would repeat at every probe what the probe's answer says.
        setup.MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal);
        // The framework makes an activity a request for as long as this could be logged to; the gateway logs its own line.
        setup.MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off);
        setup.Filter.ByExcluding(TellsOfDeparture);
        setup.ReadFrom.Configuration(configuration);
        if (!configuration.GetSection("Serilog:WriteTo").GetChildren().Any())
            setup.WriteTo.Async(to => to.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture));
        return setup.CreateLogger();
    }

    // Whoever asked has hung up, or was cut off when the time to stop was over: the request's own line has it, without a stack trace.
    private static bool TellsOfDeparture(LogEvent line) =>
        line.Properties.GetValueOrDefault("error") is ScalarValue
        {
            Value: ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled
                or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled
        };
}
