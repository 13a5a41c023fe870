using System.Text.Json;

namespace PolicyProxy.Simulator.Gateway;

/// <summary>The gateway's configuration file in the playground.</summary>
internal sealed record GatewaySettings
{
    public required int ProxyPort { get; init; }

    public required int AdminPort { get; init; }

    /// <summary>Redis' connection string; null for SQLite.</summary>
    public required string? Redis { get; init; }

    /// <summary>Where everything is kept.</summary>
    public required string Folder { get; init; }

    public required string Platform { get; init; }

    public required string Helpdesk { get; init; }

    /// <summary>Whether everything is forwarded and only told.</summary>
    public bool IsObserving { get; init; }

    /// <summary>Whether Messenger and Instagram have seven days for what persons write, and WhatsApp's templates pass outside the window.</summary>
    public bool IsExtended { get; init; }

    /// <summary>The file's content.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        Kestrel = new { Endpoints = new { Proxy = new { Url = $"http://127.0.0.1:{ProxyPort}" } } },
        Admin = new { Url = $"http://127.0.0.1:{AdminPort}" },
        Messaging = new { Store, Channels = Channel.All.ToDictionary(channel => channel.Name, Describe) },
        ReverseProxy = new
        {
            Routes = new Dictionary<string, object>
            {
                ["webhooks"] = new
                {
                    ClusterId = "helpdesk",
                    Match = new { Path = $"{Subscription.Path}/{{**rest}}" },
                    Metadata = new Dictionary<string, string> { ["Messaging.Webhook"] = "whatsapp,messenger,instagram" },
                },
                ["graph-api"] = Api("/graph", "whatsapp,messenger"),
                ["instagram-api"] = Api("/instagram", "instagram"),
            },
            Clusters = new { helpdesk = Cluster(Helpdesk), platform = Cluster(Platform) },
        },
        Serilog = new { MinimumLevel = "Information", WriteTo = new[] { new { Name = "File", Args = new { path = Path.Combine(Folder, "gateway.log") } } } },
    });

    // Redis may be slow on a busy machine, and is away only when somebody takes it away.
    private object Store => new
    {
        Provider = Redis is null ? "Sqlite" : "Redis",
        ConnectionString = Redis ?? $"Data Source={Path.Combine(Folder, "windows.db")}",
        OperationTimeoutMs = 2000,
        Journal = Path.Combine(Folder, "journal"),
    };

    private Dictionary<string, object> Describe(Channel channel)
    {
        var settings = new Dictionary<string, object>
        {
            ["Platform"] = channel.Platform,
            ["AppSecrets"] = new[] { channel.Secret },
            ["Mode"] = IsObserving ? "Observe" : "Enforce",
        };
        if (channel.Platform == "Instagram") settings["Login"] = "Instagram";
        if (IsExtended && channel.IsWhatsApp) settings["AllowedOutsideWindow"] = new[] { "Template" };
        if (IsExtended && !channel.IsWhatsApp) settings["ExtendedWindow"] = new { Hours = 168, Tag = "Add" };
        return settings;
    }

    private static object Api(string prefix, string channels) => new
    {
        ClusterId = "platform",
        Match = new { Path = $"{prefix}/{{**path}}" },
        Transforms = new[] { new { PathRemovePrefix = prefix } },
        Metadata = new Dictionary<string, string> { ["Messaging.Send"] = channels },
    };

    private static object Cluster(string address) =>
        new { Destinations = new Dictionary<string, object> { ["1"] = new { Address = $"{address}/" } } };
}
