using System.Text.Json.Nodes;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>A file that is no valid configuration changes nothing, whatever is wrong with it, and is told until it is repaired.</summary>
public sealed class BrokenFileTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.WhatsApp;

    // What can be read of the file also has an edit that would be right: nothing of it is to take effect.
    private static readonly Dictionary<string, (Action<RunningGateway> Break, string Told)> All = new()
    {
        ["half-written"] = (gateway => gateway.Save("{ \"Messaging\": {"), "is not well-formed JSON"),
        ["emptied"] = (gateway => gateway.Save(""), "is not well-formed JSON"),
        ["not JSON"] = (gateway => gateway.Save("WindowHours = 1"), "is not well-formed JSON"),
        ["deleted"] = (gateway => File.Delete(gateway.File.Path), "cannot be read"),
        ["without a listener"] = (Edit(settings => settings.Remove("Kestrel:Endpoints")), "Kestrel:Endpoints: is missing"),
        ["with a channel that does not exist"] = (
            Edit(settings => settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", "whatsap,messenger,instagram")),
            "the channel \"whatsap\" does not exist"),
        ["with a channel that no route uses"] = (
            Edit(settings => settings.SetJson("Messaging:Channels:spare", """{ "Platform": "WhatsApp" }""")), "Messaging:Channels:spare: no route uses the channel"),
        ["with a route that is of two kinds"] = (
            Edit(settings => settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Webhook", "whatsapp")), "has both Messaging.Webhook and Messaging.Send"),
        ["with a cluster that does not exist"] = (
            Edit(settings => settings.Set("ReverseProxy:Routes:graph-api:ClusterId", "grap")), "the cluster \"grap\" does not exist"),
        ["with an extended window shorter than the standard one"] = (
            Edit(settings => settings.SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 12 }""")), "ExtendedWindow:Hours: 12 is not right"),
        ["with the gateway's own metadata"] = (
            Edit(settings => settings.Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Build", "1")), "Messaging.Build: is not a known key"),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_changes_nothing(string name)
    {
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(2));
        await BreakAsync(name);

        (await Gateway.SendAsync(Client)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_named_in_the_log_once(string name)
    {
        await BreakAsync(name);
        Gateway.File.Refresh();

        Gateway.Log.Complaints.ShouldHaveSingleItem().ShouldContain(All[name].Told);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_named_by_readiness_which_is_degraded(string name)
    {
        await BreakAsync(name);
        var answer = await Gateway.AdminAsync("/health/ready");

        var readiness = JsonNode.Parse(answer.Text)!;
        (answer.Status, (string?)readiness["status"]).ShouldBe((200, "degraded"));
        readiness["checks"]!.AsArray().ShouldContain(check => ((string)check!["detail"]!).Contains(All[name].Told));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Repaired_it_is_in_force_and_the_gateway_is_ready(string name)
    {
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(2));
        await Gateway.RestartAsync();
        var right = File.ReadAllText(Gateway.File.Path).Replace("\"Platform\": \"WhatsApp\"", "\"WindowHours\": 1, \"Platform\": \"WhatsApp\"");
        await BreakAsync(name);
        Gateway.Save(right);
        await Gateway.LookAtFileAsync("is in force");

        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-closed");
        (await Gateway.AdminAsync("/health/ready")).Text.ShouldContain("\"status\":\"ready\"");
    }

    private static Action<RunningGateway> Edit(Action<GatewaySettings> fault) => gateway => gateway.Edit(settings =>
    {
        settings.Channel("whatsapp", "WindowHours", 1);
        fault(settings);
    });

    private Task BreakAsync(string name)
    {
        All[name].Break(Gateway);
        return Gateway.LookAtFileAsync("is rejected");
    }
}
