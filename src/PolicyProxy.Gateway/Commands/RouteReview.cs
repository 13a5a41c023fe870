using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary>What a person has to know of routes: what is matched, what the policy does there, where it goes.</summary>
internal static class RouteReview
{
    /// <summary>The metadata key of a route that captures webhooks.</summary>
    public const string Webhook = "Messaging.Webhook";

    /// <summary>The metadata key of a route that judges sends.</summary>
    public const string Send = "Messaging.Send";

    private const string Account = "Messaging.Account";

    /// <summary>A row for each route.</summary>
    public static IEnumerable<string[]> Rows(IReadOnlyList<RouteConfig> routes, IConfiguration configuration)
    {
        foreach (var route in routes)
        {
            var (webhook, send, account) = (Value(route, Webhook), Value(route, Send), Value(route, Account));
            yield return
            [
                route.RouteId,
                Matched(route.Match),
                webhook is not null ? "webhooks" : send is null ? "plain proxy" : account is null ? "sends" : $"sends of {account}",
                webhook ?? send ?? "none",
                route.ClusterId ?? "",
                string.Join(' ', Destinations(configuration, route.ClusterId)),
            ];
        }
    }

    private static string? Value(RouteConfig route, string key) => route.Metadata?.GetValueOrDefault(key);

    private static string Matched(RouteMatch match)
    {
        var methods = match.Methods is { Count: > 0 } some ? $"{string.Join(',', some)} " : "";
        return $"{methods}{string.Join(',', match.Hosts ?? [])}{match.Path ?? "/{**any}"}";
    }

    private static IEnumerable<string> Destinations(IConfiguration configuration, string? cluster) =>
        from destination in configuration.GetSection($"ReverseProxy:Clusters:{cluster}:Destinations").GetChildren()
        let address = destination["Address"]
        where address is not null
        select ShownAddress.Of(address);
}
