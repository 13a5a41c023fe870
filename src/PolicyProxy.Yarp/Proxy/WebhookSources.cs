using PolicyProxy.Platforms;
using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>The accounts of an authentic webhook whose refusals are told later: how it is forwarded is how those go.</summary>
/// <param name="Accounts">The channels and their accounts.</param>
internal sealed record WebhookSources(IReadOnlyList<(Channel Channel, BusinessAccount Account)> Accounts)
{
    /// <summary>The accounts that a body is about, of the channels that hold the secret which signed it; null where there are none.</summary>
    public static WebhookSources? Find(IReadOnlyList<Channel> channels, RequestBody body)
    {
        var accounts = new List<(Channel, BusinessAccount)>();
        foreach (var channel in channels)
        {
            if (!channel.RefusesLater) continue;
            accounts.AddRange(channel.Platform.Api.ReadAccounts(body.Bytes).Where(account => channel.IsFor(account.Id)).Select(account => (channel, account)));
        }

        return accounts.Count == 0 ? null : new(accounts);
    }

    /// <summary>Remembers path and query as they are forwarded, whatever the route's transforms made of them.</summary>
    public void Remember(RequestTransformContext context, string route, IRefusalJournal journal)
    {
        var url = context.ProxyRequest.RequestUri
            ?? RequestUtilities.MakeDestinationAddress(context.DestinationPrefix, context.Path, context.Query.QueryString);
        var target = url.OriginalString[context.DestinationPrefix.TrimEnd('/').Length..];
        foreach (var (channel, account) in Accounts) journal.Remember(new(channel.Name, account, route, target));
    }
}
