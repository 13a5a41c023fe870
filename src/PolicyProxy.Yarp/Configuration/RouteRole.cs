namespace PolicyProxy.Yarp.Configuration;

/// <summary>What a route is to the policy.</summary>
internal enum RouteRole
{
    /// <summary>Nothing: it is plain YARP.</summary>
    Proxy,

    /// <summary>It captures webhooks.</summary>
    Webhook,

    /// <summary>It judges sends.</summary>
    Send,
}
