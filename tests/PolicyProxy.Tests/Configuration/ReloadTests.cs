using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>A saved edit is in force as a whole, or not at all.</summary>
public sealed class ReloadTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.WhatsApp;

    [Fact]
    public async Task An_edited_window_holds_for_the_next_send()
    {
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(2));
        await ApplyAsync(settings => settings.Channel("whatsapp", "WindowHours", 1));

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task An_edited_secret_holds_for_the_next_webhook()
    {
        await ApplyAsync(settings => settings.SetJson("Messaging:Channels:whatsapp:AppSecrets", """["a-new-secret"]"""));

        (await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), "a-new-secret")).Status.ShouldBe(200);
        (await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), Client.Secret)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task An_edited_destination_holds_for_the_next_send()
    {
        await using var elsewhere = await Upstream.StartAsync();
        await Gateway.ClientWritesAsync(Client);
        await ApplyAsync(settings => settings.Set("ReverseProxy:Clusters:graph:Destinations:1:Address", elsewhere.Address));
        await Gateway.SendAsync(Client);

        elsewhere.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_channel_and_its_route_that_are_added_together_are_in_force_together()
    {
        await ApplyAsync(settings =>
        {
            settings.SetJson("Messaging:Channels:partner", $$"""{ "Platform": "WhatsApp", "AppSecrets": ["{{Client.Secret}}"] }""");
            settings.SendRoute("partner.example", "partner", Client.Account);
        });

        (await Gateway.PostAsync("/messages", Client.Text, ("Host", "partner.example"))).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task An_edit_breaks_no_connection()
    {
        using var connection = await Gateway.ConnectAsync();
        await connection.AskAsync("GET /v24.0/me");
        await ApplyAsync(settings => settings.Channel("whatsapp", "WindowHours", 1));

        (await connection.AskAsync("GET /v24.0/me")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_broken_edit_leaves_the_running_configuration_in_force()
    {
        await Gateway.ClientWritesAsync(Client);
        await RejectAsync();

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_broken_edit_is_named_in_the_log()
    {
        await RejectAsync();

        Gateway.Log.Complaints.ShouldHaveSingleItem().ShouldStartWith(
            "The edited configuration is rejected, the running one stays: Messaging:Channels:whatsapp:WindowHours: 0 is not right;");
    }

    [Fact]
    public async Task A_broken_edit_is_named_by_readiness_which_is_degraded()
    {
        await RejectAsync();
        var answer = await Gateway.AdminAsync("/health/ready");

        (answer.Status, answer.Text.Contains("\"degraded\"")).ShouldBe((200, true));
        answer.Text.ShouldContain("Messaging:Channels:whatsapp:WindowHours: 0 is not right");
    }

    [Fact]
    public async Task A_broken_edit_is_complained_of_once()
    {
        await RejectAsync();
        Gateway.File.Refresh();
        await ApplyAsync(settings => settings.Channel("whatsapp", "WindowHours", 1));

        Gateway.Log.Complaints.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_that_is_repaired_is_in_force()
    {
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(2));
        await RejectAsync();
        await ApplyAsync(settings => settings.Channel("whatsapp", "WindowHours", 1));

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task When_a_broken_edit_is_taken_back_the_gateway_is_ready_again()
    {
        await RejectAsync();
        Gateway.Edit(settings => settings.Remove("Messaging:Channels:whatsapp:WindowHours"));
        Gateway.File.Refresh();

        (await Gateway.AdminAsync("/health/ready")).Text.ShouldContain("\"status\":\"ready\"");
    }

    private Task ApplyAsync(Action<GatewaySettings> edit) => EditAsync(edit, "is in force");

    private Task RejectAsync() => EditAsync(settings => settings.Channel("whatsapp", "WindowHours", 0), "is rejected");

    private Task EditAsync(Action<GatewaySettings> edit, string outcome)
    {
        Gateway.Edit(edit);
        return Gateway.LookAtFileAsync(outcome);
    }
}
