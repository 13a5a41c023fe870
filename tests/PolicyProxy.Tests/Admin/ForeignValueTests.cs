using System.Globalization;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary>A gateway as a process, and something in Redis under a conversation's key that no gateway wrote: it is named, and can be repaired.</summary>
public sealed class ForeignValueTests : CommandTest, IAsyncLifetime
{
    private const string Named = "The store holds something of channel whatsapp, account 106540352242922, contact ***5678 that no gateway wrote: DELETE /windows/{channel}/{contact}";

    private static readonly Conversation Client = Conversation.WhatsApp;

    private readonly GatewayClient _client = new();
    private RedisServer _redis = null!;
    private Upstream _upstream = null!;
    private GatewayProcess _gateway = null!;

    private static string Key => $"policyproxy:window:whatsapp:{Client.Account}:{Client.Contact}";

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _upstream = await Upstream.StartAsync();
        Save(new GatewaySettings()
            .Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", _redis.ConnectionString)
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", _upstream.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", _upstream.Address));
        _gateway = await RunAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData("SET", "garbage")]
    [InlineData("SET", "999999999999999999")]
    [InlineData("LPUSH", "1")]
    public async Task It_is_named_masked_and_an_erasure_repairs_it(string command, string value)
    {
        await _redis.CommandAsync(command, Key, value);
        var send = await _client.SendAsync(_gateway, Client);
        (send.Status, send.Verdict, send.Reason).ShouldBe((503, "temporary", "store-unavailable"));
        (await _gateway.WaitForLineAsync("not for one conversation")).ShouldContain(Named);

        var found = await _client.AdminAsync(_gateway, Client.WindowPath);
        (found.Status, found.Header("Retry-After")).ShouldBe((409, null));
        found.Json.GetProperty("error").GetString()!.ShouldStartWith(Named);

        (await DeleteAsync()).ShouldBe(204);
        (await StateAsync()).ShouldBe("closed");
        await ClientWritesAsync();
        (await StateAsync()).ShouldBe("open");
        (await _client.SendAsync(_gateway, Client)).Verdict.ShouldBe("allowed");
        _gateway.Output.ShouldAllBe(line => !line.Contains(Client.Contact));
    }

    [SkippableFact]
    public async Task A_record_that_it_keeps_waiting_waits_no_more_once_it_is_erased()
    {
        await _redis.CommandAsync("SET", Key, "garbage");
        await ClientWritesAsync();
        (await _gateway.WaitForLineAsync("not for one conversation")).ShouldContain(Named);
        (await StateAsync()).ShouldBe("open", "What waits in the journal is what a send is judged by.");
        (await DeleteAsync()).ShouldBe(204);

        await Eventually.HoldsAsync(async () => (await _client.AdminAsync(_gateway, "/health/ready")).Text.Contains("No record waits."));
        await Eventually.HoldsAsync(() => Directory.GetFiles(FileOf("data/journal"), "*.journal").Length == 0);
        (await StateAsync()).ShouldBe("closed");
    }

    [SkippableFact]
    public async Task A_record_that_it_keeps_waiting_is_kept_once_its_key_is_deleted()
    {
        await _redis.CommandAsync("SET", Key, "garbage");
        await ClientWritesAsync();
        await _gateway.WaitForLineAsync("that no gateway wrote: 1. A line before names them and says what repairs that");
        await _redis.CommandAsync("DEL", Key);
        await ClientWritesAsync();

        long.Parse(await _redis.CommandAsync("GET", Key), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        (await StateAsync()).ShouldBe("open");
    }

    [SkippableFact]
    public async Task The_contacts_other_ids_are_repaired_in_the_same_way()
    {
        await _redis.CommandAsync("LPUSH", $"policyproxy:ties:whatsapp:{Client.Account}:{Client.Contact}", "1");
        (await _client.AdminAsync(_gateway, Client.WindowPath)).Status.ShouldBe(409);
        (await _gateway.WaitForLineAsync("not for one conversation")).ShouldContain(Named);

        (await DeleteAsync()).ShouldBe(204);
        (await StateAsync()).ShouldBe("closed");
    }

    private async Task ClientWritesAsync() => (await _client.ClientWritesAsync(_gateway, Client, TimeProvider.System.GetUtcNow())).Status.ShouldBe(200);

    private async Task<int> DeleteAsync() => (await _client.AdminAsync(_gateway, HttpMethod.Delete, Client.WindowPath)).Status;

    private async Task<string?> StateAsync() => (await _client.AdminAsync(_gateway, Client.WindowPath)).Json.GetProperty("state").GetString();
}
