using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>
/// One Redis for all tests that leave it running: that of <c>POLICYPROXY_TEST_REDIS</c>, else, with the package set <c>latest</c> and where
/// Docker runs, a container, else one started here.
/// </summary>
public sealed partial class SharedRedis : IAsyncLifetime
{
    private readonly string? _given = Environment.GetEnvironmentVariable("POLICYPROXY_TEST_REDIS");
    private IAsyncDisposable? _started;
    private string? _connectionString;

    /// <summary>How to reach it; skips the test where there is none.</summary>
    public string ConnectionString
    {
        get
        {
            RedisRequired.SkipUnless(_connectionString is not null);
            return _connectionString!;
        }
    }

    public async Task InitializeAsync()
    {
        Task<bool>? container = null;
        if (!string.IsNullOrEmpty(_given)) _connectionString = _given;
        else StartContainer(ref container);
        if (_connectionString is not null || (container is not null && await container) || !RedisServer.IsInstalled) return;

        var server = await RedisServer.StartAsync();
        (_started, _connectionString) = (server, server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_started is not null) await _started.DisposeAsync();
    }

    // Begins to start a container, and tells whether there is one; not there without the package for it.
    partial void StartContainer(ref Task<bool>? starting);
}

/// <summary>The tests that share <see cref="SharedRedis"/>.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRedisTests : ICollectionFixture<SharedRedis>
{
    public const string Name = "Shared Redis";
}
