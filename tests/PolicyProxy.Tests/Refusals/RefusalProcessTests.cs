using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>A gateway as a process that is killed: what it answered as taken, the next one tells the helpdesk of.</summary>
public sealed class RefusalProcessTests : CommandTest
{
    private const int Clients = 20;

    [Fact]
    public async Task What_was_answered_before_a_kill_is_told_by_the_next_gateway()
    {
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new GatewayClient();
        Save(new GatewaySettings()
            .Channel("whatsapp", "Refusal", "Asynchronous")
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address));
        Answer[] answers;
        await using (var gateway = await RunAsync())
        {
            var longAgo = TimeProvider.System.GetUtcNow().AddHours(-25);
            (await client.ClientWritesAsync(gateway, Conversation.WhatsApp, longAgo)).Status.ShouldBe(200);
            answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(index => client.SendAsync(gateway, Conversation.WhatsApp with { Contact = $"49151{10_000_000 + index}" })));
            await gateway.KillAsync();
        }

        answers.ShouldAllBe(answer => answer.Status == 200);
        await using var next = await RunAsync();
        var ids = answers.Select(answer => answer.Json.GetProperty("messages")[0].GetProperty("id").GetString()!).ToList();
        await Eventually.HoldsAsync(() => ids.TrueForAll(id => helpdesk.Requests.Any(request => request.Text.Contains(id, StringComparison.Ordinal))));
        string.Join('\n', next.Output).ShouldNotContain("49151");
    }
}
