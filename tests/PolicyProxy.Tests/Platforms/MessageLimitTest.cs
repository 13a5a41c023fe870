using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A test on a gateway whose platform takes three messages after each of the client's.</summary>
public abstract class MessageLimitTest : ProxyTest
{
    private protected override void Configure(GatewaySettings settings) => Postcards.ConfigureCounting(settings);

    private protected async Task ClientWritesAsync(TimeSpan ago = default) => (await Postcards.WritesAsync(Gateway, Gateway.Now - ago)).Status.ShouldBe(200);

    private protected Task<Answer> SendAsync(string body = Postcards.Text) => Postcards.SendAsync(Gateway, body);

    /// <summary>Sends as many as the platform takes, a second after each other.</summary>
    private protected async Task UseUpAsync(int sends = Postcards.Most)
    {
        for (var i = 0; i < sends; i++)
        {
            Gateway.Time.Advance(TimeSpan.FromSeconds(1));
            (await SendAsync()).Reason.ShouldBe("window-open");
        }
    }

    /// <summary>How many are counted since the client's last message.</summary>
    protected async Task<int> CountedAsync()
    {
        var conversation = new ConversationId("postcards", "", Postcards.Contact);
        return await Gateway.Store.FindSendsAsync(conversation, (await Gateway.Store.FindAsync(conversation)).Time!.Value);
    }
}
