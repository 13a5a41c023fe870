namespace PolicyProxy.Gateway.Configuration;

/// <summary><c>Admin</c>: the listener for whoever runs the gateway.</summary>
internal sealed class AdminOptions
{
    /// <summary>Where it listens; <c>http://127.0.0.1:8081</c> by default.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8081";

    /// <summary>The key that callers have to show; needed beyond loopback.</summary>
    public string? ApiKey { get; init; }
}

/// <summary><c>Telemetry</c>: where metrics are sent beside being there for whoever asks.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>An OpenTelemetry collector's address, without the path of the signal; null for none.</summary>
    public string? OtlpEndpoint { get; init; }
}

/// <summary><c>RateLimiting</c>.</summary>
internal sealed class RateLimitingOptions
{
    /// <summary>The policies, by the name that a route's <c>RateLimiterPolicy</c> refers to.</summary>
    public Dictionary<string, RateLimitOptions> Policies { get; init; } = [];
}

/// <summary>The ways to count requests against a limit.</summary>
internal enum RateLimitPartition
{
    /// <summary>Each account by itself.</summary>
    Account,

    /// <summary>Each client address by itself.</summary>
    Client,

    /// <summary>All requests of a route together.</summary>
    Route,
}

/// <summary>One policy of <c>RateLimiting.Policies</c>.</summary>
internal sealed class RateLimitOptions
{
    /// <summary>How many requests a window takes.</summary>
    public int PermitLimit { get; init; }

    /// <summary>The window, in seconds.</summary>
    public double WindowSeconds { get; init; }

    /// <summary>How many requests may wait.</summary>
    public int QueueLimit { get; init; }

    /// <summary>What is counted by itself.</summary>
    public RateLimitPartition PartitionBy { get; init; }
}

/// <summary><c>Kestrel</c>, as the framework reads it: here only to find keys that it would pass over.</summary>
internal sealed class KestrelSection
{
    /// <summary>The addresses to listen on, by name.</summary>
    public Dictionary<string, KestrelEndpoint> Endpoints { get; init; } = [];

    /// <summary>What holds for every endpoint.</summary>
    public KestrelEndpoint? EndpointDefaults { get; init; }

    /// <summary>Certificates by name; <c>Default</c> is for endpoints without one.</summary>
    public Dictionary<string, KestrelCertificate> Certificates { get; init; } = [];
}

/// <summary>One endpoint of <c>Kestrel</c>, or one host name of an endpoint's <c>Sni</c>.</summary>
internal sealed class KestrelEndpoint
{
    public string? Url { get; init; }

    public string? Protocols { get; init; }

    public List<string> SslProtocols { get; init; } = [];

    public string? ClientCertificateMode { get; init; }

    public KestrelCertificate? Certificate { get; init; }

    public Dictionary<string, KestrelEndpoint> Sni { get; init; } = [];
}

/// <summary>A certificate of <c>Kestrel</c>.</summary>
internal sealed class KestrelCertificate
{
    public string? Path { get; init; }

    public string? KeyPath { get; init; }

    public string? Password { get; init; }

    public string? Subject { get; init; }

    public string? Store { get; init; }

    public string? Location { get; init; }

    public bool AllowInvalid { get; init; }
}
