using System.Text.Json;

namespace PolicyProxy.Chaos.World;

/// <summary>The gateways' configuration file.</summary>
internal static class GatewaySettings
{
    /// <summary>How long a gateway waits for the store.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromMilliseconds(500);

    private const string Names = "whatsapp,messenger,instagram";

    public static string Write(int proxyPort, int adminPort, string provider, string connection, string helpdesk, string platform) =>
        JsonSerializer.Serialize(new
        {
            Kestrel = new { Endpoints = new { Proxy = new { Url = $"http://127.0.0.1:{proxyPort}" } } },
            Admin = new { Url = $"http://127.0.0.1:{adminPort}" },
            Messaging = new
            {
                Store = new
                {
                    Provider = provider,
                    ConnectionString = connection,
                    OperationTimeoutMs = (int)OperationTimeout.TotalMilliseconds,
                    Journal = "journal",
                },
                Channels = ChaosChannel.All.ToDictionary(channel => channel.Name, channel => new
                {
                    channel.Platform,
                    AppSecrets = new[] { channel.Secret },
                    WindowHours = channel.Window.TotalHours,
                    AllowedOutsideWindow = channel == ChaosChannel.WhatsApp ? ["Template"] : Array.Empty<string>(),
                }),
            },
            ReverseProxy = new
            {
                Routes = new Dictionary<string, object>
                {
                    ["webhooks"] = Route("helpdesk", 0, "/webhooks/{**rest}", "Messaging.Webhook"),
                    ["graph-api"] = Route("graph", 1, "/{**path}", "Messaging.Send"),
                },
                Clusters = new { helpdesk = Cluster(helpdesk), graph = Cluster(platform) },
            },
            Serilog = new { MinimumLevel = "Information" },
        });

    private static object Route(string cluster, int order, string path, string key) => new
    {
        ClusterId = cluster,
        Order = order,
        Match = new { Path = path },
        Metadata = new Dictionary<string, string> { [key] = Names },
    };

    private static object Cluster(string address) =>
        new { Destinations = new Dictionary<string, object> { ["1"] = new { Address = address } } };
}
