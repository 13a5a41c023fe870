using System.Globalization;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Whose window an event of a described platform opens, and for how long: by its own time, its account, its length, and what stands beside it.</summary>
public sealed class VonageEventTests : ProxyTest
{
    private protected override void Configure(GatewaySettings settings) => DescribedPlatform.Configure(
        settings, "Vonage", "vonage.json", "/vonage/{**rest}", """{ "Platform": "NAME", "Signature": "Ignored", "Accounts": ["447700900001"] }""");

    [Fact]
    public async Task A_time_in_the_future_counts_as_now()
    {
        await WebhookAsync(Event(Gateway.Now.AddHours(23)));
        Gateway.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        (await SendAsync()).Reason.ShouldBe("window-open");

        Gateway.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await SendAsync()).Reason.ShouldBe("window-closed");
    }

    [Theory]
    [InlineData("2026-11-23T08:00:01Z")]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("08:00")]
    public async Task A_time_that_cannot_be_opens_nothing(string time)
    {
        await WebhookAsync(Event(Gateway.Now).Replace(Text(Gateway.Now), time, StringComparison.Ordinal));
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task Replays_in_any_order_leave_the_window_as_the_last_message_made_it()
    {
        foreach (var hours in (int[])[0, -30, -1, 0, -48]) await WebhookAsync(Event(Gateway.Now.AddHours(hours)));
        (await SendAsync()).WindowCloses.ShouldBe(Gateway.Now.AddHours(24));
    }

    [Theory]
    [InlineData("447700900002", "447700900000")]
    [InlineData("447700900001", "447700900009")]
    public async Task A_message_to_another_account_or_of_another_client_opens_no_window_of_this_one(string to, string from)
    {
        await WebhookAsync(Event(Gateway.Now, to, from));
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"status\":\"delivered\"")]
    [InlineData("\"channel\":\"sms\"")]
    [InlineData("\"Channel\":\"sms\"")]
    [InlineData("\"from\":\"447700900000\"")]
    [InlineData("\"st\\u0061tus\":\"read\"")]
    [InlineData("\" status\":\"read\"")]
    public async Task What_can_be_read_as_no_message_opens_nothing(string member)
    {
        await WebhookAsync(Event(Gateway.Now).Replace("{", $"{{{member},", StringComparison.Ordinal));
        Gateway.Helpdesk.Requests.ShouldHaveSingleItem();
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
    }

    // Longer than a buffer of the server's, so that names and values break in it anywhere.
    [Fact]
    public async Task Of_many_events_in_a_long_body_each_opens_its_window()
    {
        const int Events = 400;
        await WebhookAsync($"[{string.Join(',', Enumerable.Range(0, Events).Select(i => Event(Gateway.Now, from: Client(i))))}]");
        for (var i = 0; i < Events; i++) (await SendAsync(Client(i))).Reason.ShouldBe("window-open", Client(i));

        static string Client(int number) => (447700910000 + number).ToString(CultureInfo.InvariantCulture);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string Event(DateTimeOffset time, string to = "447700900001", string from = "447700900000") => Fixture.Named("Vonage", "text.json").At(time)
        .Replace("447700900001", to, StringComparison.Ordinal).Replace("447700900000", from, StringComparison.Ordinal);

    private async Task WebhookAsync(string body) => (await Gateway.PostAsync("/own/vonage", body)).Status.ShouldBe(200);

    private Task<Answer> SendAsync(string to = "447700900000") =>
        Gateway.PostAsync("/vonage/v1/messages", SendFixture.All("Vonage")[0].Text.Replace("447700900000", to, StringComparison.Ordinal));
}
