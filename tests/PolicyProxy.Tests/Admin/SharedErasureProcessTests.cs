using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary>Two gateways that are processes of their own share a Redis: what is erased through one is closed at the other.</summary>
public sealed class SharedErasureProcessTests : IDisposable
{
    private static readonly Conversation Client = Conversation.WhatsApp;

    private readonly TestDirectory _one = new();
    private readonly TestDirectory _other = new();
    private readonly GatewayClient _client = new();

    [SkippableFact]
    public async Task Erased_through_one_gateway_closed_at_the_other_at_once_until_the_client_writes_again()
    {
        await using var platform = await Upstream.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RunAsync(_one, redis, platform);
        await using var other = await RunAsync(_other, redis, platform);
        var wrote = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await _client.ClientWritesAsync(one, Client, wrote);
        (await _client.SendAsync(other, Client)).Verdict.ShouldBe("allowed");

        (await _client.AdminAsync(one, HttpMethod.Delete, Client.WindowPath)).Status.ShouldBe(204);
        (await _client.SendAsync(one, Client)).Verdict.ShouldBe("refused");
        await Eventually.HoldsAsync(async () => (await _client.SendAsync(other, Client)).Verdict == "refused");

        // The platform delivers again what it has delivered before.
        await _client.ClientWritesAsync(other, Client, wrote);
        (await _client.SendAsync(one, Client)).Verdict.ShouldBe("refused");
        (await _client.SendAsync(other, Client)).Verdict.ShouldBe("refused");
        (await _client.AdminAsync(other, Client.WindowPath)).Text.ShouldContain("\"state\":\"closed\"");

        await _client.ClientWritesAsync(other, Client, TimeProvider.System.GetUtcNow());
        (await _client.SendAsync(one, Client)).Verdict.ShouldBe("allowed");
        (await _client.SendAsync(other, Client)).Verdict.ShouldBe("allowed");
    }

    [SkippableFact]
    public async Task A_gateway_that_starts_after_the_erasure_takes_no_earlier_message_for_an_open_window()
    {
        await using var platform = await Upstream.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RunAsync(_one, redis, platform);
        var wrote = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await _client.ClientWritesAsync(one, Client, wrote);
        await _client.AdminAsync(one, HttpMethod.Delete, Client.WindowPath);
        await using var other = await RunAsync(_other, redis, platform);
        await _client.ClientWritesAsync(other, Client, wrote);

        (await _client.SendAsync(other, Client)).Verdict.ShouldBe("refused");
    }

    [SkippableFact]
    public async Task The_key_holds_the_time_of_the_erasure_until_the_longest_window_is_over()
    {
        await using var platform = await Upstream.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var gateway = await RunAsync(_one, redis, platform);
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await _client.AdminAsync(gateway, HttpMethod.Delete, Client.WindowPath);

        var key = $"policyproxy:window:whatsapp:{Client.Account}:{Client.Contact}";
        long.Parse(await redis.CommandAsync("GET", key), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(-before - 10_000, -before);
        long.Parse(await redis.CommandAsync("TTL", key), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(24 * 3600);
    }

    public void Dispose()
    {
        _client.Dispose();
        _one.Dispose();
        _other.Dispose();
    }

    private static Task<GatewayProcess> RunAsync(TestDirectory directory, RedisServer redis, Upstream platform)
    {
        var settings = new GatewaySettings()
            .Set("Messaging:Store:Provider", "Redis")
            .Set("Messaging:Store:ConnectionString", redis.ConnectionString)
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", platform.Address);
        File.WriteAllText(directory.File("gateway.json"), settings.ToJson());
        return GatewayProcess.RunAsync(directory.Path, ["--config", directory.File("gateway.json")]);
    }
}
