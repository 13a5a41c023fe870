using System.Collections.Frozen;
using PolicyProxy.Platforms;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads how a channel's refusals are told, collecting everything wrong with it.</summary>
/// <param name="key">The channel's key.</param>
/// <param name="options">The channel's options.</param>
/// <param name="platform">The channel's platform.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class RefusalReader(string key, ChannelOptions options, IPlatform platform, ICollection<string> errors)
{
    private bool IsLater => options.Refusal != RefusalRule.Synchronous;

    /// <summary>Whether they are told after a send was answered as taken.</summary>
    public bool ReadRule()
    {
        if (IsLater && !platform.CanRefuseLater)
            errors.Add($"{key}:Refusal: {platform.Name} has no webhook that says that a message failed; Synchronous belongs here, or leave the key out.");
        return IsLater && platform.CanRefuseLater;
    }

    /// <summary>The address they are told at; null where it is known otherwise.</summary>
    public Uri? ReadUrl()
    {
        if (options.RefusalUrl is null) return null;
        if (!IsLater)
            errors.Add($"{key}:RefusalUrl: nothing is told there while Refusal is Synchronous; set Refusal to Asynchronous, or leave the key out.");
        if (WebAddress.TryRead(options.RefusalUrl, out var url)) return url;
        errors.Add($"{key}:RefusalUrl: is not right; an address such as https://helpdesk.example.com/webhooks/whatsapp, without a user name or password, belongs here.");
        return null;
    }

    /// <summary>The hosts that a send may have them told at.</summary>
    public FrozenSet<string> ReadHosts()
    {
        if (options.RefusalHosts.Count > 0 && (!IsLater || !platform.SendsNameFailureUrl))
            errors.Add($"{key}:RefusalHosts: {(platform.SendsNameFailureUrl ? "nothing is told there while Refusal is Synchronous; set Refusal to Asynchronous, or leave" : $"sends of {platform.Name} name no address to tell at; leave")} the key out.");
        foreach (var host in options.RefusalHosts.Where(host => !WebAddress.IsHost(host)))
            errors.Add($"{key}:RefusalHosts: \"{host}\" is not right; a host such as helpdesk.example.com, with its port where that is not 80 or 443 (10.0.0.5:3000), belongs here.");
        return options.RefusalHosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Finds it an error when a channel's refusals are to be told later, and nothing says where.</summary>
    /// <param name="key">The channel's key.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="routes">What is done on the routes.</param>
    /// <param name="errors">Takes one line an error.</param>
    public static void CheckTold(string key, Channel channel, IReadOnlyCollection<PolicyRoute> routes, ICollection<string> errors)
    {
        if (channel is not { RefusesLater: true, RefusalUrl: null, RefusalHosts.Count: 0 }) return;
        if (!channel.Platform.FailuresFollowWebhooks)
            errors.Add($"{key}:Refusal: is Asynchronous, and nothing says where it may be told; set {(channel.Platform.SendsNameFailureUrl ? "RefusalHosts or " : "")}RefusalUrl.");
        else if (!routes.Any(route => route.Role == RouteRole.Webhook && route.Channels.Contains(channel)))
            errors.Add($"{key}:Refusal: is Asynchronous, and no route has the channel in its {PolicyRoute.WebhookKey}, so that nobody could be told; name it in one, or set RefusalUrl.");
    }
}
