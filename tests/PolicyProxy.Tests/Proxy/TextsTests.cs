using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What the agent reads can be in the operator's own words; what programs read stays as it is.</summary>
public sealed class TextsTests : ProxyTest
{
    // Everything that JSON writes otherwise than it is read.
    private const string Awkward = "„Nicht“ \"zugestellt\" \\ {{ä}}\n\u0001 \u2028 😀 ";

    private const string Read = "„Nicht“ \"zugestellt\" \\ {ä}\n\u0001 \u2028 😀 ";

    public static TheoryData<string> Platforms => ["WhatsApp", "Messenger", "Instagram"];

    private protected override void Configure(GatewaySettings settings)
    {
        foreach (var channel in new[] { "whatsapp", "messenger", "instagram" })
        {
            settings.Channel(channel, "Texts:Title", $"{Awkward}{{platform}}");
            settings.Channel(channel, "Texts:WindowClosed", Awkward + "{platform} {hoursAgo} {window} {lastContact} {closes}");
            settings.Channel(channel, "Texts:NoClientContact", "{platform}: nie, {window} h");
        }

        settings.Channel("messenger", "Texts:TagNotSupported", "Kein Tag hilft nach {hoursAgo} h.");
        settings.Channel("instagram", "ExtendedWindow", new System.Text.Json.Nodes.JsonObject { ["Hours"] = 100 });
        settings.Channel("instagram", "Texts:ContentNotPermitted", "Bis {closes} nur von Menschen: {window} < {hoursAgo} < {extendedWindow}");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task The_agent_reads_what_is_configured(string platform)
    {
        var conversation = Conversation.On(platform);
        var (hours, written) = platform == "Instagram" ? (101, "2026-11-18 02:24") : (25, "2026-11-21 06:24");
        await Gateway.ClientWroteAsync(conversation, TimeSpan.FromHours(hours + 0.6));
        var error = (await Gateway.SendAsync(conversation)).Error;

        error.GetProperty("error_user_title").GetString().ShouldBe(Read + platform);
        error.GetProperty("error_user_msg").GetString().ShouldBe($"{Read}{platform} {hours} 24 {written} UTC 2026-11-22 06:24 UTC");
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public async Task What_programs_read_is_as_ever(string platform)
    {
        var conversation = Conversation.On(platform);
        await Gateway.ClientWroteAsync(conversation, TimeSpan.FromHours(platform == "Instagram" ? 110 : 30));
        var localised = await Gateway.SendAsync(conversation);
        await Gateway.RestartAsync(configure: settings => settings.Remove($"Messaging:Channels:{conversation.Channel}:Texts"));
        var english = await Gateway.SendAsync(conversation);

        Programs(localised).ShouldBe(Programs(english));
        localised.Header("WWW-Authenticate").ShouldBe(english.Header("WWW-Authenticate"));
        Programs(localised).ShouldContain("not delivered");
        english.Error.GetProperty("error_user_title").GetString().ShouldBe("Message not delivered");
    }

    [Theory]
    [InlineData("WhatsApp")]
    [InlineData("Messenger")]
    public async Task A_client_who_never_wrote_has_a_text_of_its_own(string platform) =>
        Message((await Gateway.SendAsync(Conversation.On(platform))).Error).ShouldBe($"{platform}: nie, 24 h");

    [Fact]
    public async Task A_tag_has_a_text_of_its_own()
    {
        await Gateway.ClientWroteAsync(Conversation.Messenger, TimeSpan.FromHours(30));

        Message((await Gateway.PostAsync(Conversation.Messenger.Path, Conversation.Messenger.Tagged("HUMAN_AGENT"))).Error).ShouldBe("Kein Tag hilft nach 30 h.");
    }

    [Fact]
    public async Task A_bot_in_the_extended_window_has_a_text_of_its_own()
    {
        await Gateway.ClientWroteAsync(Conversation.Instagram, TimeSpan.FromHours(30));
        var answer = await Gateway.PostAsync(Conversation.Instagram.Path, Conversation.Instagram.Text, ("X-Message-Origin", "bot"));

        Message(answer.Error).ShouldBe("Bis 2026-11-25 06:00 UTC nur von Menschen: 24 < 30 < 100");
    }

    [Fact]
    public async Task A_reason_without_a_text_is_told_in_english()
    {
        await Gateway.ClientWroteAsync(Conversation.Instagram, TimeSpan.FromHours(110));

        Message((await Gateway.PostAsync(Conversation.Instagram.Path, Conversation.Instagram.Tagged("HUMAN_AGENT"))).Error).ShouldStartWith("The client last wrote 4 days ago;");
    }

    [Fact]
    public async Task In_a_batch_the_agent_reads_the_same()
    {
        await Gateway.ClientWroteAsync(Conversation.Messenger, TimeSpan.FromHours(30));
        var batch = $$$"""{"access_token":"t","batch":[{"method":"POST","relative_url":"me/messages","body":"recipient[id]={{{Conversation.Messenger.Contact}}}&message[text]=Hello"}]}""";
        var answer = await Gateway.PostAsync("/v24.0", batch);

        var element = JsonDocument.Parse(answer.Body).RootElement[0].GetProperty("body").GetString()!;
        Message(JsonDocument.Parse(element).RootElement.GetProperty("error")).ShouldBe($"{Read}Messenger 30 24 2026-11-21 02:00 UTC 2026-11-22 02:00 UTC");
    }

    [Fact]
    public async Task An_edited_text_holds_for_the_next_send()
    {
        Gateway.Edit(settings => settings.Channel("whatsapp", "Texts:NoClientContact", "Neu"));
        await Gateway.LookAtFileAsync("is in force");

        Message((await Gateway.SendAsync(Conversation.WhatsApp)).Error).ShouldBe("Neu");
    }

    private static string? Message(JsonElement error) => error.GetProperty("error_user_msg").GetString();

    private static string Programs(Answer answer) =>
        string.Join('\n', answer.Error.EnumerateObject().Where(member => member.Name is not ("error_user_title" or "error_user_msg" or "fbtrace_id")).Select(member => $"{member}"));
}
