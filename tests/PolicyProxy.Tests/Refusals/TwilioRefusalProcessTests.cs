using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Refusals;

/// <summary>A gateway as a process that is killed, in front of Twilio: the next one makes the callbacks it owes.</summary>
public sealed class TwilioRefusalProcessTests : CommandTest
{
    [Fact]
    public async Task What_was_answered_before_a_kill_is_called_back_by_the_next_gateway()
    {
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new HttpClient();
        var settings = new GatewaySettings();
        TwilioCallback.Configure(settings, $"\"Refusal\": \"Asynchronous\", \"RefusalHosts\": [\"{TwilioCallback.Host(helpdesk)}\"]");
        Save(settings);
        Answer answer;
        await using (var gateway = await RunAsync())
        {
            using var content = new StringContent(TwilioCallback.Send($"{helpdesk.Address}/status"), new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));
            using var response = await client.PostAsync(new Uri(gateway.Address + TwilioCallback.Path), content);
            answer = await Answer.ReadAsync(response);
            await gateway.KillAsync();
        }

        (answer.Status, answer.Verdict).ShouldBe((201, "refused"));
        await using var next = await RunAsync();
        await Eventually.HoldsAsync(() => helpdesk.Requests.Count > 0);
        TwilioCallback.Fields(helpdesk.Requests.First())["MessageSid"].ShouldBe(answer.Json.GetProperty("sid").GetString());
        helpdesk.Requests.First().Header("X-Twilio-Signature").ShouldBe(TwilioCallback.Sign($"{helpdesk.Address}/status", helpdesk.Requests.First().Text));
        string.Join('\n', next.Output).ShouldNotContain("15005550006");
    }
}
