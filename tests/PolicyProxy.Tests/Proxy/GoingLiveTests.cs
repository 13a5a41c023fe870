using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>What an operator counts on who puts the gateway in front of a helpdesk that is running.</summary>
public sealed class GoingLiveTests : ProxyTest
{
    private const string Partner = "Messaging:Channels:partner";

    private static readonly Conversation Client = Conversation.WhatsApp;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public async Task A_channel_that_an_edit_adds_warms_up_from_the_edit_on_and_not_from_its_first_send()
    {
        await AddPartnerAsync();
        Gateway.Time.Advance(Day);

        (await SendToPartnerAsync()).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_channel_that_an_edit_adds_warms_up_for_one_window()
    {
        await AddPartnerAsync();
        Gateway.Time.Advance(Day - TimeSpan.FromMinutes(5));

        (await SendToPartnerAsync()).Reason.ShouldBe("warming-up");
    }

    [Fact]
    public async Task A_channel_that_an_edit_lets_warm_up_has_been_seen_since_the_start()
    {
        await WaitUntilKnownAsync("whatsapp");
        Gateway.Time.Advance(Day);
        await ApplyAsync(settings => settings.Channel("whatsapp", "UnknownContacts", "AllowDuringWarmUp"));

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task A_channel_that_an_edit_adds_while_the_store_is_away_is_made_known_when_it_is_back()
    {
        Gateway.Store.IsBroken = true;
        await ApplyAsync(settings => AddPartner(settings));
        Gateway.Store.IsBroken = false;
        using var seconds = new Timer(_ => Gateway.Time.Advance(TimeSpan.FromSeconds(1)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));

        await WaitUntilKnownAsync("partner");
    }

    [Fact]
    public async Task A_channel_without_a_secret_that_an_edit_adds_is_named_in_the_log_once()
    {
        await ApplyAsync(settings => AddPartner(settings).SetJson($"{Partner}:AppSecrets", "[]"));
        await Gateway.Log.WaitForAsync("Channel partner refuses every webhook");
        await ApplyAsync(settings => settings.Channel("whatsapp", "WindowHours", 23));

        Gateway.Log.Complaints.ShouldHaveSingleItem().ShouldStartWith("Channel partner refuses every webhook until an app secret is set");
    }

    [Fact]
    public async Task Observing_and_enforcing_alternate_by_saving_the_file()
    {
        await ApplyAsync(settings => settings.Channel("whatsapp", "Mode", "Observe"));
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("observed");
        await ApplyAsync(settings => settings.Remove("Messaging:Channels:whatsapp:Mode"));
        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("refused");
        await ApplyAsync(settings => settings.Channel("whatsapp", "Mode", "Observe"));

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("observed");
    }

    [Theory]
    [InlineData(-301, "allowed", "window-open")]
    [InlineData(-300, "refused", "window-closed")]
    public async Task A_window_that_closes_early_does_so_for_verdict_and_header_and_says_so(int secondsFromEnd, string verdict, string reason)
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("whatsapp", "CloseEarlySeconds", 300));
        var wrote = Gateway.Now - Day - TimeSpan.FromSeconds(secondsFromEnd);
        await Gateway.ClientWritesAsync(Client, wrote);
        var answer = await Gateway.SendAsync(Client);

        (answer.Verdict, answer.Reason, answer.WindowCloses).ShouldBe((verdict, reason, wrote + Day - TimeSpan.FromMinutes(5)));
        if (verdict == "refused") answer.Error.GetProperty("error_user_msg").GetString().ShouldNotBeNull().ShouldContain("leaves 5 minutes as a margin");
    }

    [Fact]
    public async Task A_time_to_come_that_somebody_put_into_the_store_counts_as_now()
    {
        await Gateway.Store.RecordAsync([new(Client.Id, Gateway.Now.AddYears(1), Gateway.Now.AddYears(2))]);
        var answer = await Gateway.SendAsync(Client);

        (answer.Reason, answer.WindowCloses).ShouldBe(("window-open", Gateway.Now + Day));
    }

    private static GatewaySettings AddPartner(GatewaySettings settings) => settings
        .SetJson(Partner, """{ "Platform": "WhatsApp", "AppSecrets": ["partner-secret"], "UnknownContacts": "AllowDuringWarmUp" }""")
        .SendRoute("partner.example", "partner", Client.Account);

    private async Task AddPartnerAsync()
    {
        await ApplyAsync(settings => AddPartner(settings));
        await WaitUntilKnownAsync("partner");
    }

    private Task WaitUntilKnownAsync(string channel) => Eventually.HoldsAsync(() => Gateway.Store.FirstSeen.ContainsKey(channel));

    private async Task ApplyAsync(Action<GatewaySettings> edit)
    {
        var before = Gateway.Log.Count("is in force");
        Gateway.Edit(edit);
        using var seconds = new Timer(_ => Gateway.Time.Advance(TimeSpan.FromSeconds(1)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        await Eventually.HoldsAsync(() => Gateway.Log.Count("is in force") > before);
    }

    private Task<Answer> SendToPartnerAsync() => Gateway.PostAsync("/messages", Client.Text, ("Host", "partner.example"));
}
