namespace PolicyProxy.Windows;

/// <summary><c>Messaging.Store</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The kind of store. SQLite by default.</summary>
    public StoreProvider Provider { get; init; }

    /// <summary>
    /// For SQLite <c>Data Source=PATH</c>, by default <c>data/windows.db</c>; for Redis the syntax of StackExchange.Redis.
    /// </summary>
    public string ConnectionString { get; init; } = "Data Source=data/windows.db";

    /// <summary>How long one call of the store may take, in milliseconds; 1 to 60,000, by default 400.</summary>
    public int OperationTimeoutMs { get; init; } = 400;

    /// <summary>What becomes of a send while the store cannot say. Refused by default.</summary>
    public WhenUnavailable WhenUnavailable { get; init; }

    /// <summary>The folder where records wait while the store is away. <c>data/journal</c> by default.</summary>
    public string Journal { get; init; } = "data/journal";

    /// <summary>
    /// How far back a gateway tells Redis again what it recorded, in minutes, when Redis may have lost it; 0 to 1,440, by default 10. Its
    /// memory holds that long what it records.
    /// </summary>
    public double ReassertMinutes { get; init; } = 10;
}
