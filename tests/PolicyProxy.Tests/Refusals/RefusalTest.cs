using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Refusals;

/// <summary>A test with a gateway whose WhatsApp channel tells of refusals by webhook.</summary>
public abstract class RefusalTest : ProxyTest
{
    private protected static readonly Conversation Client = Conversation.WhatsApp;

    private protected override void Configure(GatewaySettings settings) => settings.Channel("whatsapp", "Refusal", "Asynchronous");

    /// <summary>What the helpdesk was told of refusals, every attempt, in order.</summary>
    private protected IReadOnlyList<ReceivedRequest> Told => ToldAt(Gateway.Helpdesk);

    private protected static IReadOnlyList<ReceivedRequest> ToldAt(Upstream helpdesk) => [.. helpdesk.Requests.Where(request => request.Text.Contains("\"statuses\"", StringComparison.Ordinal))];

    /// <summary>The status in a webhook.</summary>
    private protected static JsonElement Status(ReceivedRequest webhook) => Value(webhook).GetProperty("statuses")[0];

    private protected static JsonElement Value(ReceivedRequest webhook) =>
        JsonDocument.Parse(webhook.Body).RootElement.GetProperty("entry")[0].GetProperty("changes")[0].GetProperty("value");

    /// <summary>The message id in an answer.</summary>
    private protected static string MessageId(Answer answer) => answer.Json.GetProperty("messages")[0].GetProperty("id").GetString()!;

    /// <summary>Lets the gateway know the account, by a message that the client wrote too long ago, and sends one that is refused.</summary>
    private protected async Task<Answer> RefuseAsync(Conversation? conversation = null)
    {
        await Gateway.ClientWroteAsync(conversation ?? Client, TimeSpan.FromHours(25));
        return await Gateway.SendAsync(conversation ?? Client);
    }

    /// <summary>Lets seconds pass until the helpdesk was told so often.</summary>
    private protected Task WaitForAsync(int count) => Eventually.HoldsAsync(() => Told.Count >= count, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));

    /// <summary>Lets some seconds pass, each with time to tell.</summary>
    private protected async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Gateway.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(30);
        }
    }

    /// <summary>What is told of the refusals that wait, on <c>/health/ready</c>.</summary>
    private protected async Task<(string Status, string Detail)> HealthAsync()
    {
        var check = (await Gateway.AdminAsync("/health/ready")).Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "journal");
        return (check.GetProperty("status").GetString()!, check.GetProperty("detail").GetString()!);
    }
}
