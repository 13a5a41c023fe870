using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What sends are told by what the gateway remembers, while the store is away and while it is not.</summary>
public sealed class StoreAwayTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.Messenger;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private protected override void Configure(GatewaySettings settings) =>
        settings.SetJson("Messaging:Channels:messenger:ExtendedWindow", "{ \"Hours\": 48 }");

    [Theory]
    [InlineData(-1, "allowed", "window-open")]
    [InlineData(0, "allowed", "extended-window-open")]
    [InlineData(1, "allowed", "extended-window-open")]
    public async Task A_remembered_contact_proves_the_standard_and_the_extended_window_open(int ticks, string verdict, string reason)
    {
        await ForgetStoreAtAsync(Day + ticks * Tick);
        var answer = await Gateway.SendAsync(Client);

        (answer.Verdict, answer.Reason).ShouldBe((verdict, reason));
    }

    [Theory]
    [InlineData(-1, "allowed")]
    [InlineData(0, "temporary")]
    [InlineData(1, "temporary")]
    public async Task A_remembered_contact_never_proves_a_window_closed(int ticks, string verdict)
    {
        await ForgetStoreAtAsync(2 * Day + ticks * Tick);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe(verdict);
    }

    [Fact]
    public async Task A_contact_that_was_only_looked_up_is_remembered_too()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.RestartAsync();
        await Gateway.SendAsync(Client);
        Gateway.Store.IsBroken = true;

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_remembered_contact_chooses_the_channel()
    {
        var instagram = Conversation.Instagram;
        await Gateway.ClientWritesAsync(instagram);
        Gateway.Store.IsBroken = true;
        await Gateway.SendAsync(instagram);

        (await Gateway.Log.WaitForRequestsAsync(2)).Last(line => line.StartsWith("send", StringComparison.Ordinal)).ShouldContain("channel=instagram");
    }

    [Fact]
    public async Task What_another_wrote_into_the_store_is_seen_although_an_older_contact_is_remembered()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.SendAsync(Client);
        Gateway.Time.Advance(3 * Day);
        await Gateway.Store.RecordAsync([new(Client.Id, Gateway.Now, Gateway.Now.AddDays(9))]);

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task Closed_and_unknown_always_ask_the_store()
    {
        await Gateway.ClientWroteAsync(Client, 2 * Day);
        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-closed");
        await Gateway.SendAsync(Conversation.WhatsApp);
        var before = Gateway.Store.Finds;
        await Gateway.SendAsync(Client);
        await Gateway.SendAsync(Conversation.WhatsApp);

        (Gateway.Store.Finds - before).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Open_asks_the_store_once()
    {
        await Gateway.ClientWritesAsync(Client);
        await Gateway.RestartAsync();
        await Gateway.SendAsync(Client);
        var before = Gateway.Store.Finds;
        for (var i = 0; i < 10; i++) (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");

        Gateway.Store.Finds.ShouldBe(before);
    }

    [Fact]
    public async Task A_record_that_waits_counts_beside_what_the_store_says()
    {
        await Gateway.ClientWroteAsync(Client, 3 * Day);
        Gateway.Store.IsBroken = true;
        await Gateway.ClientWritesAsync(Client);

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_batch_goes_on_as_far_as_its_windows_are_known_to_be_open()
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Store.IsBroken = true;
        Gateway.Platform.AnswerWith(200, """[{"code":200,"body":"{}"}]""");
        var answer = await Gateway.PostAsync("/v24.0/", Batch(Client.Contact, "99"));

        answer.Verdict.ShouldBe("mixed");
        answer.Text.ShouldStartWith("""[{"code":200,"body":"{}"},{"code":503""");
    }

    private static string Batch(params string[] contacts) => $$"""{"batch":[{{string.Join(',', contacts.Select(Element))}}]}""";

    private static string Element(string contact) =>
        $$$"""{"method":"POST","relative_url":"me/messages","body":"recipient=%7B%22id%22%3A%22{{{contact}}}%22%7D&message=%7B%22text%22%3A%22Hi%22%7D"}""";

    private async Task ForgetStoreAtAsync(TimeSpan after)
    {
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(after);
        Gateway.Store.IsBroken = true;
    }
}
