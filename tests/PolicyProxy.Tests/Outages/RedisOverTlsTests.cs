using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Tests.Stores;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Outages;

/// <summary>A Redis that speaks TLS, with a certificate the gateway's machine trusts.</summary>
public sealed class RedisOverTlsTests : CommandTest
{
    [SkippableFact]
    public async Task It_is_asked_over_a_line_that_is_encrypted_too()
    {
        using var certificate = new ServerCertificate();
        await using var redis = await RedisServer.StartAsync(options: certificate.RedisOptions);
        await using var platform = await Upstream.StartAsync();
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new GatewayClient();
        Save(new GatewaySettings()
            .Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", $"localhost:{certificate.Port},ssl=true,name=library")
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address));
        await using var gateway = await RunAsync(("SSL_CERT_FILE", certificate.Path));

        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        await Eventually.HoldsAsync(async () =>
        {
            (await client.ClientWritesAsync(gateway, Conversation.Messenger, now)).Status.ShouldBe(200);
            return await RedisLineUseTests.LineAsync(redis) is { } line && line.Contains("cmd=evalsha", StringComparison.Ordinal) && line.Contains($":{certificate.Port} ", StringComparison.Ordinal);
        });
        (await redis.CommandAsync("GET", $"policyproxy:window:messenger::{Conversation.Messenger.Contact}")).ShouldBe($"{now.ToUnixTimeMilliseconds()}");
        (await client.SendAsync(gateway, Conversation.Messenger)).Verdict.ShouldBe("allowed");
    }
}
