using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using StackExchange.Redis;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>With journal, memory and guard around it, Redis promises what it does without.</summary>
[Collection(SharedRedisTests.Name)]
public sealed class ProtectedRedisStoreTests(SharedRedis redis) : WindowStoreContract, IDisposable
{
    private readonly TestDirectory _directory = new();
    private ConnectionMultiplexer? _raw;

    protected override TimeProvider Time => TimeProvider.System;

    protected override bool KeepsUnreadableInJournal => true;

    public override async Task InitializeAsync()
    {
        _raw = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await base.InitializeAsync();
    }

    public void Dispose()
    {
        _raw?.Dispose();
        _directory.Dispose();
    }

    protected override Task<IWindowStore> OpenAsync() => Task.FromResult<IWindowStore>(
        ProtectedStore.OnRedis(redis.ConnectionString, _directory.File("journal"), TimeSpan.FromSeconds(10)).Store);

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time + TimeSpan.FromMilliseconds(10));

    protected override Task PutRawAsync(ConversationId conversation, string value) => _raw!.GetDatabase().StringSetAsync(
        $"policyproxy:window:{conversation.Channel}:{conversation.Account}:{conversation.Contact}", value);
}
