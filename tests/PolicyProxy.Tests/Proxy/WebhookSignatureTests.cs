using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Only what the platform signed is taken.</summary>
public sealed class WebhookSignatureTests : ProxyTest
{
    private static readonly Conversation Client = Conversation.WhatsApp;
    private static readonly string Zeros = new('0', 64);

    /// <summary>Header lines; <c>{good}</c> stands for the right 64 hex digits.</summary>
    public static TheoryData<string, string> Unauthentic => new()
    {
        { "missing", "" },
        { "empty", "X-Hub-Signature-256: \r\n" },
        { "without prefix", "X-Hub-Signature-256: {good}\r\n" },
        { "wrong", $"X-Hub-Signature-256: sha256={Zeros}\r\n" },
        { "one digit too many", "X-Hub-Signature-256: sha256={good}0\r\n" },
        { "not hexadecimal", $"X-Hub-Signature-256: sha256={new string('g', 64)}\r\n" },
        { "sha1", "X-Hub-Signature-256: sha1=6fc19d7c2e5aceb482c709cbc0bd18ff2827c92d\r\n" },
        { "only the old header", "X-Hub-Signature: sha1=6fc19d7c2e5aceb482c709cbc0bd18ff2827c92d\r\n" },
        { "underscores", "X_Hub_Signature_256: sha256={good}\r\n" },
        { "twice, wrong and right", $"X-Hub-Signature-256: sha256={Zeros}\r\nX-Hub-Signature-256: sha256={{good}}\r\n" },
        { "twice, right and wrong", $"X-Hub-Signature-256: sha256={{good}}\r\nX-Hub-Signature-256: sha256={Zeros}\r\n" },
        { "two in one header", $"X-Hub-Signature-256: sha256={{good}}, sha256={Zeros}\r\n" },
    };

    [Theory]
    [MemberData(nameof(Unauthentic))]
    public async Task A_webhook_whose_signature_is_not_right_is_refused(string signature, string headers) =>
        (await PostAsync(headers)).Status.ShouldBe(401, signature);

    [Theory]
    [MemberData(nameof(Unauthentic))]
    public async Task A_webhook_whose_signature_is_not_right_is_not_forwarded(string signature, string headers)
    {
        await PostAsync(headers);

        Gateway.Helpdesk.Requests.ShouldBeEmpty(signature);
    }

    [Theory]
    [MemberData(nameof(Unauthentic))]
    public async Task A_webhook_whose_signature_is_not_right_opens_no_window(string signature, string headers)
    {
        await PostAsync(headers);

        (await Gateway.LastContactAsync(Client)).ShouldBeNull(signature);
    }

    [Fact]
    public async Task A_webhook_altered_on_the_way_is_refused()
    {
        var signed = Client.Webhook(Gateway.Now);
        var signature = RunningGateway.Sign(Encoding.UTF8.GetBytes(signed), Client.Secret);

        (await Gateway.PostAsync("/webhooks/meta", signed + " ", ("X-Hub-Signature-256", signature))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("X-Hub-Signature-256: sha256={good}\r\n")]
    [InlineData("x-hub-signature-256: sha256={GOOD}\r\n")]
    public async Task A_right_signature_is_accepted_in_letters_of_either_case(string headers) =>
        (await PostAsync(headers)).Status.ShouldBe(200);

    [Theory]
    [InlineData("the-new-secret")]
    [InlineData("the-old-secret")]
    public async Task Either_of_two_secrets_verifies_while_they_are_rotated(string secret)
    {
        await Gateway.RestartAsync(configure: settings => settings.SetJson("Messaging:Channels:whatsapp:AppSecrets", """["the-new-secret", "the-old-secret"]"""));

        await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), secret);

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
    }

    [Fact]
    public async Task A_webhook_signed_with_another_channels_secret_opens_no_window()
    {
        await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), GatewaySettings.MessengerSecret);

        (await Gateway.LastContactAsync(Client)).ShouldBeNull();
    }

    [Fact]
    public async Task A_webhook_signed_with_another_channels_secret_is_forwarded_all_the_same()
    {
        (await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), GatewaySettings.MessengerSecret)).Status.ShouldBe(200);

        Gateway.Helpdesk.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(GatewaySettings.WhatsAppSecret)]
    public async Task A_channel_without_a_secret_refuses_every_webhook(string secret)
    {
        await Gateway.RestartAsync(configure: RemoveSecrets);

        (await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), secret)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Readiness_names_the_channels_without_a_secret()
    {
        await Gateway.RestartAsync(configure: RemoveSecrets);
        var answer = await Gateway.AdminAsync("/health/ready");

        (answer.Status, answer.Text.Contains("\"status\":\"degraded\"", StringComparison.Ordinal)).ShouldBe((200, true));
        answer.Text.ShouldContain("No app secret is set, so every webhook is refused: instagram, messenger, whatsapp.");
    }

    [Fact]
    public async Task A_channel_that_ignores_signatures_records_an_unsigned_webhook()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .Channel("whatsapp", "Signature", "Ignored")
            .Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", "whatsapp"));

        await Gateway.PostAsync("/webhooks/360dialog", Client.Webhook(Gateway.Now));

        (await Gateway.LastContactAsync(Client)).ShouldBe(Gateway.Now);
    }

    private static void RemoveSecrets(GatewaySettings settings)
    {
        foreach (var channel in new[] { "whatsapp", "messenger", "instagram" }) settings.SetJson($"Messaging:Channels:{channel}:AppSecrets", "[]");
    }

    private async Task<Answer> PostAsync(string headers)
    {
        var body = Encoding.UTF8.GetBytes(Client.Webhook(Gateway.Now));
        var good = RunningGateway.Sign(body, Client.Secret)["sha256=".Length..];
        using var connection = await Gateway.ConnectAsync();
        return await connection.AskAsync(
            "POST /webhooks/meta", headers.Replace("{good}", good).Replace("{GOOD}", good.ToUpperInvariant()), body);
    }
}
