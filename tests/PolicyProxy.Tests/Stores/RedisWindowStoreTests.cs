using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace PolicyProxy.Tests.Stores;

[Collection(SharedRedisTests.Name)]
public sealed class RedisWindowStoreTests(SharedRedis redis) : WindowStoreContract
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private ConnectionMultiplexer _raw = null!;

    protected override TimeProvider Time => TimeProvider.System;

    private IDatabase Raw => _raw.GetDatabase();

    private string Key => $"policyproxy:window:{Channel}:106540352242922:491701234567";

    private string SendsKey => Key.Replace(":window:", ":sends:", StringComparison.Ordinal);

    public override async Task InitializeAsync()
    {
        _raw = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _raw?.Dispose();
    }

    protected override Task<IWindowStore> OpenAsync() =>
        Task.FromResult<IWindowStore>(RedisWindowStore.Create(redis.ConnectionString, Limit, Time));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time + TimeSpan.FromMilliseconds(10));

    protected override Task PutRawAsync(ConversationId conversation, string value) =>
        Raw.StringSetAsync($"policyproxy:window:{conversation.Channel}:{conversation.Account}:{conversation.Contact}", value);

    [SkippableFact]
    public async Task A_contact_is_kept_as_milliseconds_under_the_key_of_the_contract()
    {
        await RecordAsync(Conversation(), Now);

        ((long)await Raw.StringGetAsync(Key)).ShouldBe(Now.ToUnixTimeMilliseconds());
    }

    [SkippableFact]
    public async Task A_contact_without_account_has_an_empty_part_in_its_key()
    {
        await RecordAsync(Conversation("7", account: ""), Now);

        (await Raw.KeyExistsAsync($"policyproxy:window:{Channel}::7")).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task An_erasure_is_kept_as_negative_milliseconds()
    {
        await ForgetAsync(Conversation(), Now);

        ((long)await Raw.StringGetAsync(Key)).ShouldBe(-Now.ToUnixTimeMilliseconds());
    }

    [SkippableFact]
    public async Task A_contact_expires_when_it_may_be_forgotten()
    {
        var keepUntil = Time.GetUtcNow().AddHours(49);
        await Store.RecordAsync([new(Conversation(), Now, keepUntil)]);

        var left = (await Raw.KeyTimeToLiveAsync(Key)).ShouldNotBeNull();
        (Time.GetUtcNow() + left).ShouldBe(keepUntil, TimeSpan.FromSeconds(1));
    }

    [SkippableFact]
    public async Task An_erasure_expires_when_it_may_be_forgotten()
    {
        var keepUntil = Time.GetUtcNow().AddHours(49);
        await Store.ForgetAsync(Conversation(), Now, keepUntil);

        var left = (await Raw.KeyTimeToLiveAsync(Key)).ShouldNotBeNull();
        (Time.GetUtcNow() + left).ShouldBe(keepUntil, TimeSpan.FromSeconds(1));
    }

    [SkippableFact]
    public async Task The_time_a_channel_was_first_seen_never_expires()
    {
        await Store.FirstSeenAsync(Channel, Now);

        ((long)await Raw.StringGetAsync($"policyproxy:channel:{Channel}")).ShouldBe(Now.ToUnixTimeMilliseconds());
        (await Raw.KeyTimeToLiveAsync($"policyproxy:channel:{Channel}")).ShouldBeNull();
    }

    [SkippableFact]
    public async Task What_is_due_is_in_one_sorted_set_a_channel_which_expires_after_the_longest_window()
    {
        await Store.RecordAsync([Record(Conversation(), Now) with { NotifyAfter = TimeSpan.FromHours(1) }]);

        var due = $"policyproxy:due:{Channel}";
        (await Raw.SortedSetScoreAsync(due, "106540352242922:491701234567")).ShouldBe(Now.AddHours(1).ToUnixTimeMilliseconds());
        (await Raw.KeyTimeToLiveAsync(due)).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromDays(31));
    }

    [SkippableFact]
    public async Task What_is_counted_is_a_list_of_times_which_expires_when_it_may_be_forgotten()
    {
        await CountAsync(2);

        (await Raw.ListRangeAsync(SendsKey)).Select(time => (long)time).ShouldBe([Now.ToUnixTimeMilliseconds(), Now.AddSeconds(1).ToUnixTimeMilliseconds()]);
        (Time.GetUtcNow() + (await Raw.KeyTimeToLiveAsync(SendsKey)).ShouldNotBeNull()).ShouldBe(Now.AddDays(8), TimeSpan.FromSeconds(2));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_count_that_no_gateway_wrote_fails_for_itself_only_until_it_is_erased(bool isOfAnotherType)
    {
        if (isOfAnotherType) await Raw.StringSetAsync(SendsKey, "1");
        else await Raw.ListRightPushAsync(SendsKey, "abc");

        (await Should.ThrowAsync<WindowStoreException>(() => TryCountAsync(Now, Now))).IsOfOneKey.ShouldBeTrue();
        (await Should.ThrowAsync<WindowStoreException>(() => Store.FindSendsAsync(Conversation(), Now))).IsOfOneKey.ShouldBeTrue();
        (await Store.TryCountSendAsync(Sent(Conversation("2"), Now, Now), Most)).ShouldBeTrue();

        await ForgetAsync(Conversation(), Now);
        (await TryCountAsync(Now, Now)).ShouldBeTrue();
    }

    [SkippableFact]
    public async Task Where_nobody_is_to_be_told_nothing_is_kept_besides_the_contact()
    {
        await RecordAsync(Conversation(), Now);

        (await Raw.KeyExistsAsync($"policyproxy:due:{Channel}")).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task A_contact_without_expiry_stays_without()
    {
        await Raw.StringSetAsync(Key, Now.AddHours(-1).ToUnixTimeMilliseconds());
        await RecordAsync(Conversation(), Now);

        (await Store.FindAsync(Conversation())).Time.ShouldBe(Now);
        (await Raw.KeyTimeToLiveAsync(Key)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task A_key_of_another_type_fails_for_itself_only_and_is_left_alone()
    {
        await Raw.ListLeftPushAsync(Key, "x");

        await Should.ThrowAsync<WindowStoreException>(() => Store.FindAsync(Conversation()));
        await Should.ThrowAsync<WindowStoreException>(
            () => Store.RecordAsync([Record(Conversation(), Now), Record(Conversation("2"), Now)]));

        (await Raw.ListLengthAsync(Key)).ShouldBe(1);
        (await Store.FindAsync(Conversation("2"))).Time.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_key_of_another_type_can_be_erased()
    {
        await Raw.ListLeftPushAsync(Key, "x");
        await ForgetAsync(Conversation(), Now);

        (await Store.FindAsync(Conversation())).IsErased.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task A_first_seen_time_that_cannot_be_read_fails()
    {
        await Raw.StringSetAsync($"policyproxy:channel:{Channel}", "abc");

        await Should.ThrowAsync<WindowStoreException>(() => Store.FirstSeenAsync(Channel, Now));
    }

    [SkippableFact]
    public async Task Another_gateway_sees_the_contact()
    {
        await RecordAsync(Conversation(), Now);

        await using var other = await OpenAsync();
        (await other.FindAsync(Conversation())).Time.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        await RecordAsync(Conversation("warm"), Now);
        await Raw.ExecuteAsync("SCRIPT", "FLUSH");

        await Store.RecordAsync(Enumerable.Range(0, 100).Select(index => Record(Conversation($"{index}"), Now)).ToList());
        await Raw.ExecuteAsync("SCRIPT", "FLUSH");
        await ForgetAsync(Conversation("1"), Now.AddSeconds(1));

        (await Store.FindAsync(Conversation("99"))).Time.ShouldNotBeNull();
        (await Store.FindAsync(Conversation("1"))).IsErased.ShouldBeTrue();
    }
}
