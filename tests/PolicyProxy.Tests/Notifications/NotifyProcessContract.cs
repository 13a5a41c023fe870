using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>A gateway as a process that is killed: what it had to tell, the next one tells, on a store of either kind.</summary>
public abstract class NotifyProcessContract : CommandTest
{
    private static readonly Conversation Client = Conversation.WhatsApp;

    [SkippableFact]
    public async Task What_is_due_after_a_kill_is_told_by_the_next_gateway()
    {
        await using var world = await StartAsync();
        await using (var gateway = await RunAsync())
        {
            (await world.Client.ClientWritesAsync(gateway, Client, Closing(TimeSpan.FromSeconds(2)))).Status.ShouldBe(200);
            await gateway.KillAsync();
        }

        world.Receiver.Requests.ShouldBeEmpty();
        await using var next = await RunAsync();
        await Eventually.HoldsAsync(() => world.Receiver.Requests.Count == 1);
        ToldEvent.Read(world.Receiver.Single).Type.ShouldBe("window.closed");
    }

    [SkippableFact]
    public async Task What_was_on_its_way_when_the_gateway_was_killed_is_told_again_under_the_same_id()
    {
        await using var world = await StartAsync();
        world.Receiver.Hang();
        await using (var gateway = await RunAsync())
        {
            (await world.Client.ClientWritesAsync(gateway, Client, Closing(TimeSpan.Zero))).Status.ShouldBe(200);
            await Eventually.HoldsAsync(() => world.Receiver.Requests.Count == 1);
            await gateway.KillAsync();
        }

        world.Receiver.AnswerWith(200);
        await using var next = await RunAsync();
        await Eventually.HoldsAsync(() => world.Receiver.Requests.Count == 2);
        world.Receiver.Requests.Select(request => ToldEvent.Read(request).Id).Distinct().Count().ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_gateway_that_is_told_to_stop_brings_what_is_on_its_way_to_its_end()
    {
        await using var world = await StartAsync();
        var answered = new TaskCompletionSource();
        world.Receiver.Answer = _ => answered.Task;
        await using (var gateway = await RunAsync())
        {
            (await world.Client.ClientWritesAsync(gateway, Client, Closing(TimeSpan.Zero))).Status.ShouldBe(200);
            await Eventually.HoldsAsync(() => world.Receiver.Requests.Count == 1);
            gateway.Terminate();
            await Task.Delay(300);
            answered.SetResult();
            (await gateway.WaitForExitAsync()).ShouldBe(0);
        }

        // It was told to its end, so that the next one tells of nobody.
        await using var next = await RunAsync();
        var other = Client with { Contact = "4915112345679" };
        (await world.Client.ClientWritesAsync(next, other, Closing(TimeSpan.Zero))).Status.ShouldBe(200);
        await Eventually.HoldsAsync(() => world.Receiver.Requests.Count >= 2);
        world.Receiver.Requests.Select(request => ToldEvent.Read(request).Contact).ShouldBe([Client.Contact, other.Contact]);
    }

    private static DateTimeOffset Closing(TimeSpan left) => TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(24) + left;

    /// <summary>Starts the server that the store is on; null for a store without one.</summary>
    private protected abstract Task<RedisServer?> StartServerAsync();

    private async Task<World> StartAsync()
    {
        var world = new World(await Upstream.StartAsync(), await Upstream.StartAsync(), await StartServerAsync());
        var settings = new GatewaySettings()
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", world.Helpdesk.Address)
            .SetJson("Messaging:Channels:whatsapp:Notify", $$"""{ "Url": "{{world.Receiver.Address}}/", "Secret": "s", "BeforeMinutes": [] }""");
        if (world.Redis is not null) settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", world.Redis.ConnectionString);
        Save(settings);
        return world;
    }

    private sealed record World(Upstream Receiver, Upstream Helpdesk, RedisServer? Redis) : IAsyncDisposable
    {
        public GatewayClient Client { get; } = new();

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await Receiver.DisposeAsync();
            await Helpdesk.DisposeAsync();
            if (Redis is not null) await Redis.DisposeAsync();
        }
    }
}
