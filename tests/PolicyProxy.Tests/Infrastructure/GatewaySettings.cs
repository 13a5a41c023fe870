using System.Text.Json.Nodes;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A configuration file in the making: the shipped one's three channels and two routes, with a secret a channel.</summary>
internal sealed class GatewaySettings
{
    public const string WhatsAppSecret = "whatsapp-app-secret-0123456789abcdef";
    public const string MessengerSecret = "messenger-app-secret-0123456789abcdef";
    public const string InstagramSecret = "instagram-app-secret-0123456789abcdef";

    private readonly JsonObject _root = JsonNode.Parse($$"""
        {
          "Kestrel": { "Endpoints": { "Proxy": { "Url": "http://127.0.0.1:0" } } },
          "Admin": { "Url": "http://127.0.0.1:0" },
          "Messaging": {
            "Store": { "Provider": "Sqlite", "ConnectionString": "Data Source=windows.db", "OperationTimeoutMs": 5000 },
            "Channels": {
              "whatsapp": { "Platform": "WhatsApp", "AppSecrets": ["{{WhatsAppSecret}}"] },
              "messenger": { "Platform": "Messenger", "AppSecrets": ["{{MessengerSecret}}"] },
              "instagram": { "Platform": "Instagram", "AppSecrets": ["{{InstagramSecret}}"] }
            }
          },
          "ReverseProxy": {
            "Routes": {
              "webhooks": {
                "ClusterId": "helpdesk", "Order": 0, "Match": { "Path": "/webhooks/{**rest}" },
                "Metadata": { "Messaging.Webhook": "whatsapp,messenger,instagram" }
              },
              "graph-api": {
                "ClusterId": "graph", "Order": 1, "Match": { "Path": "/{**path}" },
                "Metadata": { "Messaging.Send": "whatsapp,messenger,instagram" }
              }
            },
            "Clusters": {
              "helpdesk": { "Destinations": { "1": { "Address": "http://127.0.0.1:3000/" } } },
              "graph": { "Destinations": { "1": { "Address": "http://127.0.0.1:3001/" } } }
            }
          },
          "RateLimiting": { "Policies": {} },
          "Serilog": { "MinimumLevel": "Information" }
        }
        """)!.AsObject();

    /// <summary>Sets a key such as <c>Messaging:Channels:whatsapp:Mode</c>, with the objects on the way to it.</summary>
    public GatewaySettings Set(string key, JsonNode? value)
    {
        var (parent, name) = Find(key);
        parent[name] = value;
        return this;
    }

    /// <summary>Sets a key to what a piece of JSON says.</summary>
    public GatewaySettings SetJson(string key, string json) => Set(key, JsonNode.Parse(json));

    public GatewaySettings Remove(string key)
    {
        var (parent, name) = Find(key);
        parent.Remove(name);
        return this;
    }

    /// <summary>Sets a key of a channel.</summary>
    public GatewaySettings Channel(string channel, string key, JsonNode? value) => Set($"Messaging:Channels:{channel}:{key}", value);

    /// <summary>Adds a route for sends to a host name of its own, for a provider whose paths name no account.</summary>
    public GatewaySettings SendRoute(string host, string channels, string account) => Set($"ReverseProxy:Routes:{host}", new JsonObject
    {
        ["ClusterId"] = "graph",
        ["Order"] = 0,
        ["Match"] = new JsonObject { ["Hosts"] = new JsonArray(host), ["Path"] = "/{**path}" },
        ["Metadata"] = new JsonObject { ["Messaging.Send"] = channels, ["Messaging.Account"] = account },
    });

    public string ToJson() => _root.ToJsonString(new() { WriteIndented = true });

    private (JsonObject Parent, string Name) Find(string key)
    {
        var names = key.Split(':');
        var parent = _root;
        foreach (var name in names[..^1])
        {
            if (parent[name] is not JsonObject child) parent[name] = child = [];
            parent = child;
        }

        return (parent, names[^1]);
    }
}
