using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Bird, whose signature covers the address and a time.</summary>
/// <remarks>https://docs.bird.com/api/notifications-api/api-reference/webhooks/verifying-a-webhook</remarks>
public sealed class BirdTrafficTests() : SignedProfileTraffic(
    "Bird", "bird.json", "/workspaces/{workspace}/channels/{**rest}",
    $$"""{ "Platform": "NAME", "AppSecrets": ["an-old-key", "{{Key}}"], "PublicUrl": "{{Address}}", "Accounts": ["{{Channel}}"], "AllowedOutsideWindow": ["Template"] }""")
{
    private const string Key = "secure-signing-key-0123456789";
    private const string Address = "https://chat.example.com";
    private const string Channel = "614208aa-b153-4d5d-9989-2fddfc0ce4c3";
    private const string Messages = $"/workspaces/2d7a1e03-25e4-401e-bf1e-0ace545673d7/channels/{Channel}/messages";
    private const string Contact = "32cf5eee-f940-422c-ab8c-5f753aad5efd";
    private const string Made = "1719823259";

    protected override string Path => Messages;

    protected override string Text => """{"receiver":{"contacts":[{"identifierKey":"phonenumber","identifierValue":"+31612345678"}]},"body":{"type":"text","text":{"text":"Hi"}}}""";

    protected override (string, string)[] BesideProof => [("MessageBird-Request-Timestamp", Made)];

    protected override string ClientWrites(DateTimeOffset time) => Event("whatsapp.inbound", "incoming", time);

    protected override string BusinessWrites(DateTimeOffset time) => Event("whatsapp.outbound", "outgoing", time);

    protected override (string, string)? Proof(string body) => ("MessageBird-Signature", Sign(Made, $"{Address}/own/it", body, Key));

    [Fact]
    public async Task A_closed_window_is_answered_422()
    {
        var answer = await SendAsync(Text);
        answer.Status.ShouldBe(422);
        answer.Json.GetProperty("message").GetString()!.ShouldContain("not delivered");
    }

    [Theory]
    [InlineData("+31612345678")]
    [InlineData(Contact)]
    public async Task A_client_who_is_erased_under_one_id_is_erased_under_both(string id)
    {
        const string ById = $$$"""{"receiver":{"contacts":[{"id":"{{{Contact}}}" }]},"body":{"type":"text","text":{"text":"Hi" } } }""";
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await SendAsync(Text)).Reason.ShouldBe("window-open");
        (await SendAsync(ById)).Reason.ShouldBe("window-open");

        (await Gateway.AdminAsync(HttpMethod.Delete, $"/windows/own/{Uri.EscapeDataString(id)}?account={Channel}")).Status.ShouldBe(204);
        (await SendAsync(Text)).Reason.ShouldBe("window-closed");
        (await SendAsync(ById)).Reason.ShouldBe("window-closed");
    }

    public static TheoryData<string, string?, string?> Forgeries => new()
    {
        { "without a time", Sign(Made, $"{Address}/own/it", Body, Key), null },
        { "with another time", Sign(Made, $"{Address}/own/it", Body, Key), "1719823260" },
        { "with a time that is none", Sign("", $"{Address}/own/it", Body, Key), "" },
        { "with two times", Sign(Made, $"{Address}/own/it", Body, Key), $"{Made}, {Made}" },
        { "of another address", Sign(Made, $"{Address}/own/other", Body, Key), Made },
        { "of another host", Sign(Made, "https://example.com/own/it", Body, Key), Made },
        { "of the path alone", Sign(Made, "/own/it", Body, Key), Made },
        { "of another body", Sign(Made, $"{Address}/own/it", Body + " ", Key), Made },
        { "with another key", Sign(Made, $"{Address}/own/it", Body, Key + "0"), Made },
        { "with no key", Sign(Made, $"{Address}/own/it", Body, ""), Made },
        { "in hex", Convert.ToHexString(Convert.FromBase64String(Sign(Made, $"{Address}/own/it", Body, Key))), Made },
        { "cut", Sign(Made, $"{Address}/own/it", Body, Key)[..43], Made },
        { "empty", "", Made },
        { "none", null, Made },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_signature_opens_nothing(string why, string? signature, string? time)
    {
        var headers = new List<(string, string)>();
        if (signature is not null) headers.Add(("MessageBird-Signature", signature));
        if (time is not null) headers.Add(("MessageBird-Request-Timestamp", time));

        (await Gateway.PostAsync("/own/it", Body, [.. headers])).Status.ShouldBe(401, why);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
        (await SendAsync(Text)).Reason.ShouldBe("no-client-contact");
    }

    [Theory]
    [InlineData(Messages, """{"receiver":{"contacts":[{"identifierValue":"+31612345678"}]},"template":{"projectId":"p","version":"v","locale":"en"}}""", "allowed-outside-window")]
    [InlineData(Messages, """{"receiver":{"contacts":[{"identifierValue":"+31612345678"}]},"template":{"projectId":"p"},"body":{"type":"text"}}""", "no-client-contact")]
    [InlineData(Messages, """{"receiver":{"contacts":[{"id":"32cf5eee-f940-422c-ab8c-5f753aad5efd"}]},"body":{"type":"text"}}""", "no-client-contact")]
    [InlineData(Messages, """{"receiver":{"contacts":[{"identifierValue":"+31612345678","id":"32cf5eee-f940-422c-ab8c-5f753aad5efd"}]},"body":{"type":"text"}}""", "not-understood")]
    [InlineData(Messages, """{"receiver":{"contacts":[{"identifierValue":"+31612345678"},{"identifierValue":"+31612345679"}]},"body":{"type":"text"}}""", "not-understood")]
    [InlineData(Messages, """{"receiver":{"contacts":[{"identifierValue":"+31612345678","identifiers":[{"identifierValue":"+31612345679"}]}]},"body":{"type":"text"}}""", "not-understood")]
    [InlineData(Messages, """{"receiver":{"contacts":[]},"body":{"type":"text"}}""", "not-understood")]
    [InlineData("/workspaces/2d7a1e03-25e4-401e-bf1e-0ace545673d7/channels/614208aa-b153-4d5d-9989-2fddfc0ce4c3/messages/1", "", "not-a-send")]
    public async Task Outside_the_window_a_send_is_judged(string path, string body, string reason) => (await SendAsync(path, body)).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("""{"receiver":{"contacts":[{"id":"32cf5eee-f940-422c-ab8c-5f753aad5efd"}]},"body":{"type":"text"}}""", "window-open")]
    [InlineData("""{"receiver":{"contacts":[{"identifierValue":"31612345678"}]},"body":{"type":"text"}}""", "window-open")]
    [InlineData("""{"receiver":{"contacts":[{"id":"32cf5eee-f940-422c-ab8c-5f753aad5efe"}]},"body":{"type":"text"}}""", "no-client-contact")]
    public async Task A_client_is_known_by_number_and_by_Birds_own_id(string body, string reason)
    {
        await WebhookAsync(ClientWrites(Gateway.Now));
        (await SendAsync(body)).Reason.ShouldBe(reason);
    }

    private static string Body => Event("whatsapp.inbound", "incoming", new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));

    private static string Event(string name, string direction, DateTimeOffset time) =>
        $$$"""{"service":"channels","event":"{{{name}}}","payload":{"id":"1","channelId":"{{{Channel}}}","sender":{"contact":{"id":"{{{Contact}}}","identifierKey":"phonenumber","identifierValue":"+31612345678"}},"body":{"type":"text","text":{"text":"Hi"}},"direction":"{{{direction}}}","createdAt":"{{{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}"} }""";

    private static string Sign(string time, string url, string body, string key)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}\n{url}\n"), .. SHA256.HashData(Encoding.UTF8.GetBytes(body))];
        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed));
    }
}
