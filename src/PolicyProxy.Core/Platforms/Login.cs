namespace PolicyProxy.Platforms;

/// <summary>How an Instagram account is connected, which decides its API host and error shape.</summary>
public enum Login
{
    /// <summary>Through a Facebook Page, on graph.facebook.com. The default.</summary>
    Facebook,

    /// <summary>Directly, on graph.instagram.com.</summary>
    Instagram,
}
