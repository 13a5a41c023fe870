using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Callers whose calls reach Redis in one trip, over a network slow enough for them to gather.</summary>
public sealed class RedisGatheringTests : OnRedisTest, IAsyncLifetime
{
    private static readonly TimeSpan Trip = TimeSpan.FromMilliseconds(100);

    private RedisServer _redis = null!;
    private FaultyLink _link = null!;
    private ProtectedStore _gateway = null!;

    protected override TimeSpan Limit => TimeSpan.FromSeconds(2);

    private JournaledWindowStore Store => _gateway.Store;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _link = FaultyLink.To(_redis.ConnectionString);
        _gateway = Open(_link.Address, "journal");
        await Store.RecordAsync([Record("warm")]);
        await Eventually.HoldsAsync(async () => (await Store.FindAsync(Id("warm"))).Time == Now);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _link.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [SkippableFact]
    public async Task Look_ups_of_several_callers_are_one_trip()
    {
        await Store.RecordAsync([.. Enumerable.Range(0, 50).Select(index => Record($"{index}"))]);
        await Store.TieAsync([new(Id("1"), ["2"], Now.AddDays(2))]);
        var before = await CountAsync("get");
        _link.Delay = Trip;

        var first = Store.FindAsync(Id("warm"));
        var found = Enumerable.Range(0, 50).Select(index => Store.FindAsync(Id($"{index}"))).ToList();
        var (again, stranger, ties) = (Store.FindAsync(Id("1")), Store.FindAsync(Id("stranger")), Store.FindTiesAsync(Id("1")));

        foreach (var contact in await Task.WhenAll([.. found, first, again])) contact.Time.ShouldBe(Now);
        (await stranger).ShouldBe(LastContact.Never);
        (await ties).ShouldBe(["2"]);
        // One for each look-up, and one a trip that asks which Redis it is; the gateway looks after Redis in between.
        (await CountAsync("get") - before).ShouldBeInRange(54 + 2, 54 + 5);
    }

    [SkippableFact]
    public async Task Records_of_several_callers_are_one_command()
    {
        var before = await CountAsync("evalsha");
        _link.Delay = Trip;
        var first = Store.RecordAsync([Record("first")]);
        var others = Enumerable.Range(0, 50).Select(index => Store.RecordAsync([Record($"{index}"), Record($"{index}")])).ToList();
        await Task.WhenAll([first, .. others]);

        (await CountAsync("evalsha") - before).ShouldBe(2);
        _link.Delay = TimeSpan.Zero;
        for (var i = 0; i < 50; i++) (await StoredAsync($"{i}")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task A_thousand_records_of_one_caller_are_a_few_commands()
    {
        var before = await CountAsync("evalsha");
        await Store.RecordAsync([.. Enumerable.Range(0, 1000).Select(index => Record($"{index}"))]);

        (await CountAsync("evalsha") - before).ShouldBe(4);
        (await _redis.CommandAsync("KEYS", "policyproxy:window:*")).Split('\n').Length.ShouldBe(1001);
    }

    [SkippableTheory]
    [InlineData("SET", "garbage")]
    [InlineData("LPUSH", "1")]
    public async Task A_value_that_no_gateway_wrote_is_an_error_for_its_own_caller_alone(string command, string value)
    {
        await _redis.CommandAsync(command, "policyproxy:window:whatsapp:1:bad", value);
        await _redis.CommandAsync("LPUSH", "policyproxy:ties:whatsapp:1:bad", "1");
        _link.Delay = Trip;
        var record = Store.RecordAsync([Record("1")]);
        var recording = new[] { "2", "bad", "3" }.Select(contact => Store.RecordAsync([Record(contact), Record($"{contact}-too")])).ToList();
        await Task.WhenAll([record, .. recording]);
        Store.WaitingRecords.ShouldBe(1);
        Store.Recall(Id("bad")).Time.ShouldBe(Now);

        var first = Store.FindAsync(Id("1"));
        var (two, bad, stranger) = (Store.FindAsync(Id("2")), Store.FindAsync(Id("bad")), Store.FindAsync(Id("stranger")));
        var (badToo, ties, badTies) = (Store.FindAsync(Id("bad-too")), Store.FindTiesAsync(Id("1")), Store.FindTiesAsync(Id("bad")));
        foreach (var good in new[] { first, two, badToo }) (await good).Time.ShouldBe(Now);
        (await stranger).ShouldBe(LastContact.Never);
        (await ties).ShouldBeEmpty();
        (await Should.ThrowAsync<WindowStoreException>(() => bad)).IsOfOneKey.ShouldBeTrue();
        (await Should.ThrowAsync<WindowStoreException>(() => badTies)).IsOfOneKey.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task A_key_of_another_type_is_told_also_when_another_key_goes_at_the_same_moment()
    {
        await Store.RecordAsync([Record("1")]);
        await _redis.CommandAsync("LPUSH", "policyproxy:window:whatsapp:1:bad", "1");
        _link.Delay = Trip;
        _link.Between = ("whatsapp:1:bad", () => _redis.CommandAsync("DEL", "policyproxy:window:whatsapp:1:1"));
        var (first, one, bad) = (Store.FindAsync(Id("warm")), Store.FindAsync(Id("1")), Store.FindAsync(Id("bad")));

        await Task.WhenAll(first, one);
        (await Should.ThrowAsync<WindowStoreException>(() => bad)).IsOfOneKey.ShouldBeTrue();
        (await _redis.CommandAsync("EXISTS", "policyproxy:window:whatsapp:1:1")).ShouldBe("0");
    }

    [SkippableFact]
    public async Task Who_is_cancelled_is_let_go_and_the_others_are_answered()
    {
        _link.Delay = Trip;
        using var cancelled = new CancellationTokenSource();
        var (first, second) = (Store.FindAsync(Id("warm")), Store.FindAsync(Id("warm")));
        var (find, record) = (Store.FindAsync(Id("warm"), cancelled.Token), Store.RecordAsync([Record("1")], cancelled.Token));
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => find);
        await Should.ThrowAsync<OperationCanceledException>(() => record);

        (await first).Time.ShouldBe(Now);
        (await second).Time.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task A_call_that_is_not_answered_in_time_fails_those_that_gathered_and_all_records_are_in_the_journal()
    {
        _link.IsBlackHole = true;
        var first = Store.RecordAsync([Record("first")]);
        var find = Store.FindAsync(Id("warm"));
        await Task.Delay(Limit / 2);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var others = Enumerable.Range(0, 20).Select(index => Store.RecordAsync([Record($"{index}")])).ToList();
        var lookUp = Store.FindAsync(Id("1"));
        await Task.WhenAll([first, .. others]);
        await Should.ThrowAsync<WindowStoreException>(() => find);
        await Should.ThrowAsync<WindowStoreException>(() => lookUp);

        // Half a limit later, not a whole one, but for a busy machine.
        watch.Elapsed.ShouldBeLessThan(0.9 * Limit);
        Store.WaitingRecords.ShouldBe(21);

        _link.IsBlackHole = false;
        await Eventually.HoldsAsync(() => Store.WaitingRecords == 0);
        (await StoredAsync("19")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task Scripts_that_the_server_forgot_are_sent_again_for_all()
    {
        await _redis.CommandAsync("SCRIPT", "FLUSH");
        _link.Delay = Trip;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Store.RecordAsync([Record($"{index}")])));

        Store.WaitingRecords.ShouldBe(0);
        (await StoredAsync("0")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
        (await StoredAsync("19")).ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
    }

    [SkippableFact]
    public async Task Of_a_redis_that_was_emptied_nobody_is_told_that_a_contact_never_wrote()
    {
        await Store.PingAsync();
        _link.Delay = Trip;
        var first = Store.FindAsync(Id("warm"));
        var others = Enumerable.Range(0, 20).Select(index => Store.FindAsync(Id($"{index}"))).ToList();
        await _redis.CommandAsync("FLUSHALL");

        foreach (var other in others) await Should.ThrowAsync<WindowStoreException>(() => other);
        await Should.ThrowAsync<WindowStoreException>(() => first);
    }

    private Task<string> StoredAsync(string contact) => _redis.CommandAsync("GET", $"policyproxy:window:whatsapp:1:{contact}");

    private async Task<long> CountAsync(string command)
    {
        var line = (await _redis.CommandAsync("INFO", "commandstats")).Split('\n').FirstOrDefault(line => line.StartsWith($"cmdstat_{command}:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split('=', ',')[1], provider: null);
    }
}
