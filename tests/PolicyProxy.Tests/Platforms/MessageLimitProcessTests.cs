using System.Text;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A gateway as a process that is killed: what it has forwarded counts for the next one.</summary>
public sealed class MessageLimitProcessTests : CommandTest
{
    [Fact]
    public async Task What_was_forwarded_before_a_kill_counts_after_it()
    {
        await using var platform = await Upstream.StartAsync();
        using var client = new GatewayClient();
        var settings = new GatewaySettings()
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", platform.Address);
        Postcards.ConfigureCounting(settings);
        Save(settings);
        await using (var gateway = await RunAsync())
        {
            await PostAsync(gateway, "/own/it", Postcards.Webhook(TimeProvider.System.GetUtcNow()));
            for (var i = 1; i < Postcards.Most; i++) (await PostAsync(gateway, "/v1/postcards", Postcards.Text)).Reason.ShouldBe("window-open");
            await gateway.KillAsync();
        }

        await using var next = await RunAsync();
        (await PostAsync(next, "/v1/postcards", Postcards.Text)).Reason.ShouldBe("window-open");
        (await PostAsync(next, "/v1/postcards", Postcards.Text)).Reason.ShouldBe("message-limit");
        string.Join('\n', next.Output).ShouldNotContain(Postcards.Contact);

        Task<Answer> PostAsync(GatewayProcess gateway, string path, string body) =>
            client.PostAsync($"{gateway.Address}{path}", Encoding.UTF8.GetBytes(body));
    }
}
