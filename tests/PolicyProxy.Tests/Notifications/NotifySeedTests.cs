using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>Windows that were open before a channel was to tell of any are told of, too.</summary>
public sealed class NotifySeedTests : IAsyncLifetime
{
    private static readonly Conversation Client = Conversation.WhatsApp;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Upstream _receiver = null!;

    private List<ToldEvent> Events => [.. _receiver.Requests.Select(ToldEvent.Read)];

    public async Task InitializeAsync() => _receiver = await Upstream.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [SkippableTheory]
    [InlineData("Sqlite")]
    [InlineData("Redis")]
    public async Task An_edit_that_lets_a_channel_tell_takes_in_who_has_written_before(string store)
    {
        await using var redis = store == "Redis" ? await RedisServer.StartAsync() : null;
        await using var gateway = await StartAsync(redis);
        await gateway.ClientWritesAsync(Client);
        await ClientWroteAsync(gateway, "4915112345670", ago: 23.5 * Hour);
        await ClientWroteAsync(gateway, "4915112345671", ago: 24 * Hour);
        await SwitchOnAsync(gateway);
        await PassAsync(() => IsTold(gateway, 2), gateway);

        await PassAsync(() => Events.Count == 1, gateway);
        (Events[0].Contact, Events[0].Type).ShouldBe(("4915112345670", "window.closing"));
        Events[0].MinutesLeft!.Value.ShouldBeInRange(20, 30);
        gateway.Time.Advance(24 * Hour);
        await PassAsync(() => Events.Count == 3, gateway);
        Events.Skip(1).Select(told => (told.Contact, told.Type)).ShouldBe([(Client.Contact, "window.closed"), ("4915112345670", "window.closed")], ignoreOrder: true);
    }

    [SkippableTheory]
    [InlineData("Sqlite")]
    [InlineData("Redis")]
    public async Task A_start_that_lets_a_channel_tell_takes_in_who_has_written_before_and_the_next_tells_nothing_twice(string store)
    {
        await using var redis = store == "Redis" ? await RedisServer.StartAsync() : null;
        await using var gateway = await StartAsync(redis);
        await gateway.ClientWritesAsync(Client);
        await gateway.RestartAsync(configure: Notify);
        await PassAsync(() => IsTold(gateway, 1), gateway);
        gateway.Time.Advance(23 * Hour);
        await PassAsync(() => Events.Count == 1, gateway);

        await gateway.RestartAsync();
        for (var second = 0; second < 10; second++) await PassAsync(gateway);
        Events.ShouldHaveSingleItem().MinutesLeft.ShouldBe(60);
        gateway.Log.Count("windows, too").ShouldBe(1);
    }

    [SkippableFact]
    public async Task Of_several_gateways_that_take_in_the_same_clients_one_tells_of_each()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        await using var other = await StartAsync(redis);
        var clients = Enumerable.Range(0, 40).Select(index => $"{4915112340000 + index}").ToList();
        foreach (var client in clients) await ClientWroteAsync(one, client, TimeSpan.Zero);
        await SwitchOnAsync(one);
        await SwitchOnAsync(other);
        var due = $"policyproxy:due:{Client.Channel}";
        await Eventually.HoldsAsync(async () =>
        {
            await PassAsync(one, other);
            return await redis.CommandAsync("ZCARD", due) == "40";
        });

        one.Time.Advance(23 * Hour);
        other.Time.Advance(23 * Hour);
        await PassAsync(() => Events.Count >= 40, one, other);
        for (var second = 0; second < 10; second++) await PassAsync(one, other);
        Events.Select(told => told.Contact).ShouldBe(clients, ignoreOrder: true);
    }

    [Fact]
    public async Task Who_wrote_while_the_channel_told_nobody_for_a_while_is_taken_in_as_it_tells_again()
    {
        await using var gateway = await StartAsync(redis: null, Notify);
        await gateway.ClientWritesAsync(Client);
        gateway.Edit(settings => settings.Remove("Messaging:Channels:whatsapp:Notify"));
        await gateway.LookAtFileAsync("is in force");
        await ClientWroteAsync(gateway, "4915112345670", TimeSpan.Zero);
        for (var second = 0; second < 10; second++) await PassAsync(gateway);
        gateway.Edit(Notify);
        await PassAsync(() => IsTold(gateway, 1), gateway);

        gateway.Time.Advance(23 * Hour);
        await PassAsync(() => Events.Count >= 2, gateway);
        Events.Select(told => told.Contact).ShouldBe([Client.Contact, "4915112345670"], ignoreOrder: true);
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_is_taken_in_and_afterwards_all_are()
    {
        await using var gateway = await StartAsync(redis: null);
        await gateway.ClientWritesAsync(Client);
        gateway.Store.IsBroken = true;
        await gateway.RestartAsync(configure: Notify, isStoreBroken: true);
        for (var second = 0; second < 10; second++) await PassAsync(gateway);
        gateway.Log.Count("windows, too").ShouldBe(0);

        gateway.Store.IsBroken = false;
        await PassAsync(() => IsTold(gateway, 1), gateway);
    }

    private static bool IsTold(RunningGateway gateway, int windows) => gateway.Log.Count($"that were open before it was to tell of any: {windows}") == 1;

    private static Task ClientWroteAsync(RunningGateway gateway, string contact, TimeSpan ago) => gateway.ClientWroteAsync(Client with { Contact = contact }, ago);

    private static Task PassAsync(Func<bool> holds, params RunningGateway[] gateways) => Eventually.HoldsAsync(async () =>
    {
        await PassAsync(gateways);
        return holds();
    });

    private static async Task PassAsync(params RunningGateway[] gateways)
    {
        foreach (var gateway in gateways) gateway.Time.Advance(Second);
        await Task.Delay(20);
    }

    private async Task SwitchOnAsync(RunningGateway gateway)
    {
        gateway.Edit(Notify);
        await gateway.LookAtFileAsync("is in force");
    }

    private void Notify(GatewaySettings settings) =>
        settings.SetJson("Messaging:Channels:whatsapp:Notify", $$"""{ "Url": "{{_receiver.Address}}/", "Secret": "s" }""");

    // Redis lets values expire by its own clock, so these gateways go by the time of day.
    private static Task<RunningGateway> StartAsync(RedisServer? redis, Action<GatewaySettings>? configure = null) => RunningGateway.StartAsync(
        settings =>
        {
            if (redis is not null) settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", redis.ConnectionString);
            configure?.Invoke(settings);
        },
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
}
