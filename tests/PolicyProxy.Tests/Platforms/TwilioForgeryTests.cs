using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>No webhook opens a window that Twilio did not sign, nor one of another number than the channel's.</summary>
public sealed class TwilioForgeryTests : ProxyTest
{
    private const string Secret = "twilio-auth-token-0123456789abcdef";
    private const string Address = "https://chat.example.com";
    private const string Target = "/own/twilio";
    private const string ClientWrites = "SmsStatus=received&From=whatsapp%3A%2B15005550006&To=whatsapp%3A%2B14155238886&Body=Hi";
    private const string SignedText = $"{Address}{Target}BodyHiFromwhatsapp:+15005550006SmsStatusreceivedTowhatsapp:+14155238886";

    private protected override void Configure(GatewaySettings settings) => DescribedPlatform.Configure(
        settings, "Twilio", "twilio.json", "/2010-04-01/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{Secret}}"], "PublicUrl": "{{Address}}", "Accounts": ["whatsapp:+14155238886"] }""");

    public static TheoryData<string, string[]> Forgeries => new()
    {
        { "none", [] },
        { "empty", [""] },
        { "no base64", [new string('!', 28)] },
        { "of nothing", [Sign("", Secret)] },
        { "of the address alone", [Sign(Address + Target, Secret)] },
        { "with no secret", [Sign(SignedText, "")] },
        { "with another secret", [Sign(SignedText, Secret + "0")] },
        { "in hex", [Convert.ToHexString(Convert.FromBase64String(Sign(SignedText, Secret)))] },
        { "cut", [Sign(SignedText, Secret)[..27]] },
        { "with another beside it", [Sign(SignedText, Secret), Sign("", Secret)] },
        { "of another address", [Sign(SignedText.Replace("https", "http", StringComparison.Ordinal), Secret)] },
        { "of the form as written", [Sign(Address + Target + ClientWrites, Secret)] },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_signature_opens_nothing(string why, string[] signatures)
    {
        (await WebhookAsync(ClientWrites, signatures)).Status.ShouldBe(401, why);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
    }

    [Fact]
    public async Task The_right_signature_opens_the_window()
    {
        (await WebhookAsync(ClientWrites, Sign(SignedText, Secret))).Status.ShouldBe(200);
        (await SendAsync()).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_message_to_another_number_is_forwarded_and_opens_nothing()
    {
        var body = ClientWrites.Replace("14155238886", "14155238887", StringComparison.Ordinal);
        (await WebhookAsync(body, Sign(SignedText.Replace("14155238886", "14155238887", StringComparison.Ordinal), Secret))).Status.ShouldBe(200);
        Gateway.Helpdesk.Requests.ShouldHaveSingleItem();
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
        (await SendAsync("14155238887")).Verdict.ShouldBe("refused");
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    private Task<Answer> WebhookAsync(string body, params string[] signatures) =>
        PostAsync(Target, body, [.. signatures.Select(signature => ("X-Twilio-Signature", signature))]);

    private Task<Answer> SendAsync(string from = "14155238886") =>
        PostAsync("/2010-04-01/Accounts/AC1/Messages.json", $"From=whatsapp%3A%2B{from}&To=whatsapp%3A%2B15005550006&Body=Hi");

    private async Task<Answer> PostAsync(string target, string body, params (string, string)[] headers)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return await Gateway.AskAsync(HttpMethod.Post, target, content, headers);
    }

#pragma warning disable CA5350 // It is what Twilio signs with.
    private static string Sign(string text, string secret) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
