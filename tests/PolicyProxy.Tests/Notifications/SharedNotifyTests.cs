using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>Of several gateways that share a Redis one tells of each window.</summary>
[Collection(SharedRedisTests.Name)]
public sealed class SharedNotifyTests(SharedRedis redis)
{
    private readonly string _account = $"{Random.Shared.NextInt64(1_000_000_000_000, 9_000_000_000_000)}";

    [SkippableFact]
    public async Task Two_gateways_tell_of_each_client_once_whichever_took_the_message()
    {
        await using var receiver = await Upstream.StartAsync();
        await using var one = await StartAsync(receiver);
        await using var other = await StartAsync(receiver);
        var clients = Enumerable.Range(0, 40).Select(index => Conversation.WhatsApp with { Account = _account, Contact = $"{4915112340000 + index}" }).ToList();
        foreach (var (client, gateway) in clients.Select((client, index) => (client, index % 2 == 0 ? one : other))) await gateway.ClientWritesAsync(client);

        await Eventually.HoldsAsync(() => Told(receiver).Count >= clients.Count, () => Pass(TimeSpan.FromHours(1)));
        Told(receiver).Select(told => told.Contact).ShouldBe(clients.Select(client => client.Contact), ignoreOrder: true);

        void Pass(TimeSpan time)
        {
            // At most to where the first event is due, and then second by second.
            var step = one.Now < Start.AddHours(23) ? time : TimeSpan.FromSeconds(1);
            one.Time.Advance(step);
            other.Time.Advance(step);
        }
    }

    private List<ToldEvent> Told(Upstream receiver) => [.. receiver.Requests.Select(ToldEvent.Read).Where(told => told.Account == _account)];

    // Redis lets values expire by its own clock, so these gateways go by the time of day.
    private DateTimeOffset Start { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private Task<RunningGateway> StartAsync(Upstream receiver) => RunningGateway.StartAsync(
        settings => settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", redis.ConnectionString)
            .Set("Messaging:Store:OperationTimeoutMs", 5000)
            .SetJson("Messaging:Channels:whatsapp:Notify", $$"""{ "Url": "{{receiver.Address}}/", "Secret": "s" }"""),
        Start);
}
