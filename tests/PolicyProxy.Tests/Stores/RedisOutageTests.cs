using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Redis away, frozen, back again, or refusing us.</summary>
public sealed class RedisOutageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1.5); // for a busy machine
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);
    private static readonly ConversationId Conversation = new("whatsapp", "1", "491701234567");

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private WindowRecord Record => new(Conversation, _time.GetUtcNow(), _time.GetUtcNow().AddDays(2));

    [SkippableFact]
    public async Task A_store_is_made_while_redis_is_down_and_works_once_it_is_up()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var store = RedisWindowStore.Create(redis.ConnectionString, Limit, _time);
        await ShouldFailInTimeAsync(store);

        await redis.StartAgainAsync();
        await RecoverAsync(store);
        await store.RecordAsync([Record]);
    }

    [SkippableFact]
    public async Task A_killed_redis_fails_in_time_and_is_found_again_after_its_restart()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var store = RedisWindowStore.Create(redis.ConnectionString, Limit, _time);
        await RecoverAsync(store);
        await store.RecordAsync([Record]);
        await redis.KillAsync();
        await ShouldFailInTimeAsync(store);

        await redis.StartAgainAsync();
        await RecoverAsync(store);
        await store.RecordAsync([Record]);
        (await store.FindAsync(Conversation)).Time.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_frozen_redis_fails_in_time_and_goes_on_when_it_does()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var store = RedisWindowStore.Create(redis.ConnectionString, Limit, _time);
        await RecoverAsync(store);
        await redis.FreezeAsync();
        await ShouldFailInTimeAsync(store);

        await redis.ThawAsync();
        await RecoverAsync(store);
    }

    [SkippableFact]
    public async Task A_connection_on_which_everything_fails_is_made_anew()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var store = RedisWindowStore.Create(redis.ConnectionString, Limit, _time);
        await RecoverAsync(store);
        using var raw = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true");
        var before = await ConnectionsAsync();

        await redis.FreezeAsync();
        await Should.ThrowAsync<WindowStoreException>(() => store.PingAsync());
        _time.Advance(RedisConnection.LongestFailure);
        await Should.ThrowAsync<WindowStoreException>(() => store.PingAsync());
        await redis.ThawAsync();
        await RecoverAsync(store);

        (await ConnectionsAsync()).ShouldBeGreaterThan(before);

        async Task<long> ConnectionsAsync()
        {
            var info = (string)(await raw.GetDatabase().ExecuteAsync("INFO", "stats"))!;
            var line = info.Split('\n').Single(line => line.StartsWith("total_connections_received:", StringComparison.Ordinal));
            return long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), provider: null);
        }
    }

    [SkippableFact]
    public async Task What_fails_after_its_time_limit_is_observed()
    {
        var unobserved = new List<Exception>();
        void Collect(object? sender, UnobservedTaskExceptionEventArgs failure) => unobserved.AddRange(failure.Exception.InnerExceptions);
        TaskScheduler.UnobservedTaskException += Collect;
        await using (var redis = await RedisServer.StartAsync())
        {
            await using var store = RedisWindowStore.Create(redis.ConnectionString, Limit, _time);
            await RecoverAsync(store);
            await redis.FreezeAsync();
            await ShouldFailInTimeAsync(store);
        }

        await Task.Delay(200);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Collect;
        unobserved.Where(failure => failure is RedisException or WindowStoreException).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_password_stands_in_no_message()
    {
        await using var redis = await RedisServer.StartAsync("right-password");
        await using var right = RedisWindowStore.Create($"{redis.ConnectionString},password=right-password", Limit, _time);
        await RecoverAsync(right);

        await using var wrong = RedisWindowStore.Create($"{redis.ConnectionString},password=wrong-password", Limit, _time);
        var failure = await Should.ThrowAsync<WindowStoreException>(() => wrong.FindAsync(Conversation));
        failure.ToString().ShouldNotContain("wrong-password");
        failure.ToString().ShouldNotContain(Conversation.Contact);
    }

    [Fact]
    public void A_password_that_redis_repeats_is_blotted_out()
    {
        var error = new IOException("ERR unknown command 'AUTH', with args beginning with: 'hunter2'");

        new RedisFailure("hunter2").Describe(error).ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void A_contact_whom_redis_repeats_is_not()
    {
        var error = new IOException("ERR unknown command 'MGET', with args beginning with: 'policyproxy:window:whatsapp:1:491701234567' ");

        new RedisFailure(null).Describe(error).Message.ShouldBe("Redis: ERR unknown command 'MGET'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("password=hunter2")]
    [InlineData("localhost:6379,password=ab,hunter2=cd")]
    [InlineData("localhost:6379,connectTimeout=hunter2")]
    public void A_connection_string_that_cannot_be_read_is_not_repeated(string connectionString)
    {
        var failure = Should.Throw<WindowStoreException>(() => RedisWindowStore.Create(connectionString, Limit, _time));

        failure.ToString().ShouldNotContain("hunter2");
    }

    private async Task ShouldFailInTimeAsync(RedisWindowStore store)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(
            Should.ThrowAsync<WindowStoreException>(() => store.FindAsync(Conversation)),
            Should.ThrowAsync<WindowStoreException>(() => store.RecordAsync([Record, Record])),
            Should.ThrowAsync<WindowStoreException>(() => store.ForgetAsync(Conversation, _time.GetUtcNow(), _time.GetUtcNow().AddDays(2))),
            Should.ThrowAsync<WindowStoreException>(() => store.FirstSeenAsync("whatsapp", _time.GetUtcNow())),
            Should.ThrowAsync<WindowStoreException>(() => store.PingAsync()));
        watch.Elapsed.ShouldBeLessThan(Limit + Slack);
    }

    private static async Task RecoverAsync(RedisWindowStore store)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await store.PingAsync();
                return;
            }
            catch (WindowStoreException) when (watch.Elapsed < RecoveryLimit)
            {
                await Task.Delay(50);
            }
        }
    }
}
