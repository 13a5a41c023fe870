using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>One Redis for all tests that leave it running: that of <c>POLICYPROXY_TEST_REDIS</c>, else one started here.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private readonly string? _given = Environment.GetEnvironmentVariable("POLICYPROXY_TEST_REDIS");
    private RedisServer? _own;

    /// <summary>How to reach it; skips the test where there is none.</summary>
    public string ConnectionString
    {
        get
        {
            var connectionString = string.IsNullOrEmpty(_given) ? _own?.ConnectionString : _given;
            RedisRequired.SkipUnless(connectionString is not null);
            return connectionString!;
        }
    }

    public async Task InitializeAsync()
    {
        if (string.IsNullOrEmpty(_given) && RedisServer.IsInstalled) _own = await RedisServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }
}

/// <summary>The tests that share <see cref="SharedRedis"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRedisTests : ICollectionFixture<SharedRedis>
{
    public const string Name = "Shared Redis";
}
