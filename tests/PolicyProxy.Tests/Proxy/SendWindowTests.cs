using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>A send passes strictly before the end of its window, on every platform.</summary>
public sealed class SendWindowTests : ProxyTest
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    public static TheoryData<string> Platforms => ["WhatsApp", "Messenger", "Instagram"];

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task One_tick_before_the_end_a_send_is_allowed(string platform)
    {
        var answer = await SendAsync(platform, Second - Tick);

        (answer.Status, answer.Verdict, answer.Reason).ShouldBe((200, "allowed", "window-open"));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task At_the_end_a_send_is_refused(string platform)
    {
        var answer = await SendAsync(platform, Second);

        (answer.Verdict, answer.Reason).ShouldBe(("refused", "window-closed"));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task One_tick_after_the_end_a_send_is_refused(string platform)
    {
        var answer = await SendAsync(platform, Second + Tick);

        (answer.Verdict, answer.Reason).ShouldBe(("refused", "window-closed"));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_refused_send_does_not_reach_the_platform(string platform)
    {
        await SendAsync(platform, Second);

        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task An_allowed_send_reaches_the_platform_byte_for_byte(string platform)
    {
        await SendAsync(platform, Second - Tick);

        Gateway.Platform.Single.Text.ShouldBe(Conversation.On(platform).Text);
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task To_a_client_who_never_wrote_a_send_is_refused(string platform)
    {
        var answer = await Gateway.SendAsync(Conversation.On(platform));

        (answer.Verdict, answer.Reason, Gateway.Platform.Requests.Count).ShouldBe(("refused", "no-client-contact", 0));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task When_the_client_writes_again_the_window_opens_again(string platform)
    {
        await SendAsync(platform, Second);
        await Gateway.ClientWritesAsync(Conversation.On(platform));

        (await Gateway.SendAsync(Conversation.On(platform))).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task What_the_company_sends_does_not_lengthen_the_window(string platform)
    {
        await SendAsync(platform, Second - Tick);
        Gateway.Time.Advance(Tick);

        (await Gateway.SendAsync(Conversation.On(platform))).Reason.ShouldBe("window-closed");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task An_allowed_send_says_when_the_window_closes(string platform) =>
        (await SendAsync(platform, Second - Tick)).WindowCloses.ShouldBe(Gateway.Now + Tick);

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task A_refused_send_says_when_the_window_closed(string platform) =>
        (await SendAsync(platform, Second)).WindowCloses.ShouldBe(Gateway.Now);

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task To_a_client_who_never_wrote_no_end_of_a_window_is_told(string platform) =>
        (await Gateway.SendAsync(Conversation.On(platform))).WindowCloses.ShouldBeNull();

    [Fact]
    public async Task The_end_of_the_window_is_written_in_UTC()
    {
        await Gateway.ClientWritesAsync(Conversation.Messenger, Gateway.Now - TimeSpan.FromMilliseconds(250));

        (await Gateway.SendAsync(Conversation.Messenger)).Header("X-Policy-Window-Closes").ShouldBe("2026-11-23T07:59:59.75Z");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Windows_survive_a_restart(string platform)
    {
        await Gateway.ClientWritesAsync(Conversation.On(platform));
        await Gateway.RestartAsync(pause: Day - Tick);

        (await Gateway.SendAsync(Conversation.On(platform))).Reason.ShouldBe("window-open");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task Windows_close_during_a_restart(string platform)
    {
        await Gateway.ClientWritesAsync(Conversation.On(platform));
        await Gateway.RestartAsync(pause: Day);

        (await Gateway.SendAsync(Conversation.On(platform))).Reason.ShouldBe("window-closed");
    }

    [Theory]
    [InlineData(0.5, 1799, "allowed")]
    [InlineData(0.5, 1800, "refused")]
    [InlineData(720, 2_591_999, "allowed")]
    [InlineData(720, 2_592_000, "refused")]
    public async Task The_window_is_as_long_as_configured(double hours, int secondsAgo, string verdict)
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("whatsapp", "WindowHours", hours));
        await Gateway.ClientWroteAsync(Conversation.WhatsApp, TimeSpan.FromSeconds(secondsAgo));

        (await Gateway.SendAsync(Conversation.WhatsApp)).Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData(61, "allowed")]
    [InlineData(60, "refused")]
    public async Task The_window_closes_early_when_so_configured(int secondsLeft, string verdict)
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("whatsapp", "CloseEarlySeconds", 60));
        await Gateway.ClientWroteAsync(Conversation.WhatsApp, Day - TimeSpan.FromSeconds(secondsLeft));

        (await Gateway.SendAsync(Conversation.WhatsApp)).Verdict.ShouldBe(verdict);
    }

    // The client wrote a day less one second ago; the send comes some time after that.
    private async Task<Answer> SendAsync(string platform, TimeSpan later)
    {
        await Gateway.ClientWroteAsync(Conversation.On(platform), Day - Second);
        Gateway.Time.Advance(later);
        return await Gateway.SendAsync(Conversation.On(platform));
    }
}
