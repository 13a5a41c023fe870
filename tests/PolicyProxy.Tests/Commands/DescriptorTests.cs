using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary>A gateway that has run out of file descriptors works again as soon as there are some.</summary>
public sealed class DescriptorTests : CommandTest
{
    private const int Descriptors = 700;

    // More than there are descriptors for, and no more than can wait to be accepted.
    private const int Crowd = 500;

    private static readonly Conversation Client = Conversation.WhatsApp;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_a_crowd_of_connections_has_gone_webhooks_and_sends_are_served(bool hasServedBefore)
    {
        await using var upstream = await Upstream.StartAsync();
        Save(new GatewaySettings()
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", upstream.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", upstream.Address));
        await using var gateway = await RunWithinAsync(Descriptors);
        if (hasServedBefore) (await WebhookAsync(gateway)).Status.ShouldBe(200);

        var crowd = await CrowdAsync(gateway);
        (await IsServedAsync(gateway)).ShouldBeFalse("There is no descriptor left.");
        await Should.ThrowAsync<TimeoutException>(gateway.WaitForExitAsync(TimeSpan.FromSeconds(0.5)));
        crowd.ForEach(connection => connection.Dispose());

        for (var waited = Stopwatch.StartNew(); !await IsServedAsync(gateway) && waited.Elapsed < Patience; await Task.Delay(50))
        {
        }

        (await WebhookAsync(gateway)).Status.ShouldBe(200);
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        (await connection.AskAsync($"POST {Client.Path}", "", Client.Text)).Verdict.ShouldBe("allowed");
    }

    private static async Task<List<TcpClient>> CrowdAsync(GatewayProcess gateway)
    {
        var crowd = new List<TcpClient>();
        while (crowd.Count < Crowd)
        {
            var connection = new TcpClient();
            await connection.ConnectAsync(new Uri(gateway.Address).Host, new Uri(gateway.Address).Port);
            crowd.Add(connection);
        }

        return crowd;
    }

    private static async Task<bool> IsServedAsync(GatewayProcess gateway)
    {
        try
        {
            return (await WebhookAsync(gateway).WaitAsync(TimeSpan.FromSeconds(0.5))).Status == 200;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<Answer> WebhookAsync(GatewayProcess gateway)
    {
        var body = Client.Webhook(TimeProvider.System.GetUtcNow());
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        return await connection.AskAsync("POST /webhooks/a", $"X-Hub-Signature-256: {RunningGateway.Sign(Encoding.UTF8.GetBytes(body), Client.Secret)}\r\n", body);
    }
}
