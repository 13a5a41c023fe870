using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;

namespace PolicyProxy.Tests.Stores;

/// <summary>A test of what gateways keep in a Redis of the test's own.</summary>
public abstract class OnRedisTest : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <summary>The time the test began, in whole seconds.</summary>
    protected DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>How long a call of Redis may take.</summary>
    protected virtual TimeSpan Limit => TimeSpan.FromSeconds(5);

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The folder of a gateway's journal.</summary>
    protected string Journal(string gateway) => _directory.File(gateway);

    /// <summary>A gateway's store.</summary>
    private protected ProtectedStore Open(RedisServer redis, string gateway = "journal", TimeSpan? reassert = null) =>
        Open(redis.ConnectionString, gateway, reassert);

    /// <summary>A gateway's store, by whatever way it reaches Redis.</summary>
    private protected ProtectedStore Open(string connectionString, string gateway = "journal", TimeSpan? reassert = null) =>
        ProtectedStore.OnRedis(connectionString, Journal(gateway), Limit, reassert);

    protected WindowRecord Record(string contact) => new(Id(contact), Now, Now.AddDays(2));

    protected static ConversationId Id(string contact) => new("whatsapp", "1", contact);
}
