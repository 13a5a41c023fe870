namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Every line the gateway itself writes to the log, but that of a request. None has a token, a secret, a query, a text or a whole contact in it.</summary>
internal static partial class Log
{
    [LoggerMessage(102, LogLevel.Information, "Listening for the proxy on {Proxy}, for the administrator on {Admin}; configuration {File}, store {Store}", EventName = "Started")]
    public static partial void Started(ILogger logger, string proxy, string admin, string file, string store);

    [LoggerMessage(103, LogLevel.Information, "The configuration {File} is in force", EventName = "ConfigurationApplied")]
    public static partial void ConfigurationApplied(ILogger logger, string file);

    [LoggerMessage(104, LogLevel.Error, "The edited configuration is rejected, the running one stays: {Errors}", EventName = "ConfigurationRejected")]
    public static partial void ConfigurationRejected(ILogger logger, string errors);

    [LoggerMessage(110, LogLevel.Warning, "Metrics could not be sent to the collector; this is told at most every ten minutes: {Problem}", EventName = "MetricsNotSent")]
    public static partial void MetricsNotSent(ILogger logger, string problem);

    [LoggerMessage(105, LogLevel.Information, "Stopping: requests in flight may finish", EventName = "Stopping")]
    public static partial void Stopping(ILogger logger);
}
