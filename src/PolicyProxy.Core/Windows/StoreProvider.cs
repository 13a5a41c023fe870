namespace PolicyProxy.Windows;

/// <summary>The kinds of store.</summary>
public enum StoreProvider
{
    /// <summary>An embedded file, for one gateway. The default.</summary>
    Sqlite,

    /// <summary>A Redis server, shared by many gateways.</summary>
    Redis,
}
