using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What a platform that is described in JSON does on the running gateway. A platform's own class gives the examples.</summary>
public abstract class ProfileTraffic(string name, string file, string sends, string channel) : ProxyTest
{
    /// <summary>The path of a send.</summary>
    protected abstract string Path { get; }

    /// <summary>A text to the client.</summary>
    protected abstract string Text { get; }

    protected virtual string ContentType => "application/json";

    protected virtual double WindowHours => 24;

    private protected override void Configure(GatewaySettings settings) => DescribedPlatform.Configure(settings, name, file, sends, channel);

    /// <summary>A webhook of what the client wrote.</summary>
    protected abstract string ClientWrites(DateTimeOffset time);

    /// <summary>A webhook of what the business wrote.</summary>
    protected abstract string BusinessWrites(DateTimeOffset time);

    /// <summary>The header that proves a webhook; null where the platform does not sign.</summary>
    protected virtual (string Name, string Value)? Proof(string body) => null;

    [Fact]
    public async Task A_client_who_writes_opens_the_window_and_both_go_on_as_they_came()
    {
        var webhook = ClientWrites(Gateway.Now);
        (await WebhookAsync(webhook)).Status.ShouldBe(200);
        Gateway.Helpdesk.Requests.ShouldHaveSingleItem().Text.ShouldBe(webhook);

        (await SendAsync(Text)).Reason.ShouldBe("window-open");
        var sent = Gateway.Platform.Requests.ShouldHaveSingleItem();
        sent.Text.ShouldBe(Text);
        sent.Target.ShouldBe(Path);
    }

    [Theory]
    [InlineData(-1, "window-open")]
    [InlineData(0, "window-closed")]
    [InlineData(1, "window-closed")]
    public async Task The_window_closes_exactly_at_its_end(int milliseconds, string reason)
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        Gateway.Time.Advance(TimeSpan.FromHours(WindowHours) + TimeSpan.FromMilliseconds(milliseconds));
        (await SendAsync(Text)).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task What_the_business_writes_opens_nothing()
    {
        (await WebhookAsync(BusinessWrites(Gateway.Now))).Status.ShouldBe(200);
        (await SendAsync(Text)).Reason.ShouldBe("no-client-contact");
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    /// <summary>What belongs to the proof, in headers of its own.</summary>
    protected virtual (string Name, string Value)[] BesideProof => [];

    /// <summary>Where a webhook is posted.</summary>
    protected virtual string WebhookTarget => "/own/it";

    private protected Task<Answer> WebhookAsync(string body) => Gateway.PostAsync(WebhookTarget, body, Proof(body) is { } proof ? [proof, .. BesideProof] : []);

    private protected Task<Answer> SendAsync(string body) => SendAsync(Path, body);

    private protected async Task<Answer> SendAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, ContentType);
        return await Gateway.AskAsync(HttpMethod.Post, path, content);
    }
}
