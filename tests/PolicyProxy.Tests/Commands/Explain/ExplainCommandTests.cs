using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Tests.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands.Explain;

/// <summary><c>policyproxy explain</c>: what a request would be read as, and what would become of it.</summary>
public sealed class ExplainCommandTests : CommandTest
{
    private const string Token = "EAA-access-token";

    private static readonly Conversation Client = Conversation.WhatsApp;

    [Theory]
    [InlineData("-1", "allowed", "window-open")]
    [InlineData("-25", "refused", "window-closed")]
    [InlineData("never", "refused", "no-client-contact")]
    public async Task A_send_is_decided_by_a_last_contact_that_is_supposed(string hours, string verdict, string reason)
    {
        var supposed = hours == "never" ? hours : $"{TimeProvider.System.GetUtcNow().AddHours(int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture)):o}";
        await using var explain = await ExplainAsync(new(), Send(Client.Text), "--send", "request.http", "--last-contact", supposed);

        explain.ExitCode.ShouldBe(0);
        explain.Row("Route").ShouldBe(["Route", "graph-api, sends of whatsapp,messenger,instagram"]);
        explain.Row("whatsapp").ShouldBe(["whatsapp", "WhatsApp", Client.Account, "***5678", "Text", "none", "none", "a person"]);
        explain.Rows.ShouldContain(row => row.Contains(verdict) && row.Contains(reason));
        if (verdict == "allowed") explain.Text.ShouldContain("forwarded as it came.");
        else explain.Text.ShouldContain("\nHTTP/1.1 400 Bad Request\n");
        explain.Text.ShouldNotContain(Client.Contact);
        explain.Text.ShouldNotContain(Token);
        explain.Text.ShouldNotContain("Hello");
    }

    [Fact]
    public async Task A_refusal_is_shown_as_the_helpdesk_gets_it()
    {
        await using var explain = await ExplainAsync(new(), Send(Client.Text), "--send", "request.http", "--last-contact", "never");

        explain.Text.ShouldContain("\nX-Policy-Verdict: refused\n");
        explain.Text.ShouldContain("{\"error\":{\"message\":\"(#131047) Re-engagement message.");
    }

    [Fact]
    public async Task A_refusal_that_is_told_later_is_shown_with_what_is_told_and_the_client_masked()
    {
        await using var explain = await ExplainAsync(new GatewaySettings().Channel("whatsapp", "Refusal", "Asynchronous"), Send(Client.Text), "--send", "request.http", "--last-contact", "never");

        explain.Text.ShouldContain("\nHTTP/1.1 200 OK\n");
        explain.Text.ShouldContain("\"contacts\":[{\"input\":\"***5678\",\"wa_id\":\"***5678\"}]");
        explain.Text.ShouldContain("\"status\":\"failed\"");
        explain.Text.ShouldNotContain(Client.Contact);
    }

    [Theory]
    [InlineData("WeChat", "/cgi-bin/{**rest}", "/cgi-bin/message/custom/send", """{"touser":"oAB1","msgtype":"text","text":{"content":"x"}}""", "\"errcode\":45015,")]
    [InlineData("Zalo", "/v3.0/{**rest}", "/v3.0/oa/message/cs", """{"recipient":{"user_id":"2"},"message":{"text":"x"}}""", "\"error\":-230,")]
    [InlineData("TikTok", "/open_api/{**rest}", "/open_api/v1.3/business/message/send/", """{"business_id":"1","recipient_type":"CONVERSATION","recipient":"code","message_type":"TEXT","text":{"body":"x"}}""", "\"code\":40002,")]
    public async Task What_only_looks_like_the_contact_is_not_masked(string platform, string sends, string path, string body, string shown)
    {
        var settings = new GatewaySettings();
        DescribedPlatform.Configure(settings, platform, $"{platform.ToLowerInvariant()}.json", sends, """{ "Platform": "NAME", "AppSecrets": ["s"], "Accounts": ["1"] }""");
        await using var explain = await ExplainAsync(settings, $"POST {path} HTTP/1.1\nContent-Type: application/json\n\n{body}\n", "--send", "request.http", "--last-contact", "never");

        explain.Text.ShouldContain("\nHTTP/1.1 200 OK\n");
        explain.Text.ShouldContain(shown);
        explain.Row(platform.ToLowerInvariant()).ShouldContain("***");
    }

    [Fact]
    public async Task Contacts_are_shown_whole_when_asked_for()
    {
        await using var explain = await ExplainAsync(new(), Send(Client.Text), "--send", "request.http", "--last-contact", "never", "--show-contacts");

        explain.Row("whatsapp")[3].ShouldBe(Client.Contact);
    }

    [Fact]
    public async Task Without_a_store_both_cases_are_told_and_none_is_made()
    {
        await using var explain = await ExplainAsync(new(), Send(Client.Text), "--send", "request.http");

        explain.ExitCode.ShouldBe(0);
        string.Join('\n', explain.Process.Errors).ShouldContain("The store cannot be asked");
        explain.Rows.ShouldContain(row => row.Contains("window-open"));
        explain.Rows.ShouldContain(row => row.Contains("window-closed"));
        File.Exists(FileOf("windows.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_store_says_when_the_client_wrote()
    {
        var wrote = TimeProvider.System.GetUtcNow().AddHours(-2);
        Save(new());
        await File.WriteAllTextAsync(FileOf("contacts.csv"), $"whatsapp,{Client.Account},{Client.Contact},{wrote:yyyy-MM-ddTHH:mm:ssZ}\n");
        await using (var import = Start("import", "contacts.csv", "--config", ConfigurationFile)) (await import.WaitForExitAsync()).ShouldBe(0);
        await using var explain = await ExplainAsync(new(), Send(Client.Text), "--send", "request.http");

        explain.Rows.ShouldContain(row => row[0] == $"{wrote:yyyy-MM-ddTHH:mm:ssZ} (in the store)" && row.Contains("window-open"));
    }

    [Theory]
    [InlineData(Postcards.Most - 1, "window-open")]
    [InlineData(Postcards.Most, "message-limit")]
    public async Task The_store_says_how_many_messages_are_counted_and_goes_on_saying_so(int sent, string reason)
    {
        var settings = new GatewaySettings();
        Postcards.ConfigureCounting(settings);
        var (id, wrote) = (new ConversationId("postcards", "", Postcards.Contact), DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 9));
        await using (var store = SqliteWindowStore.Open($"Data Source={FileOf("windows.db")}", TimeSpan.FromSeconds(10), TimeProvider.System))
        {
            await store.RecordAsync([new(id, wrote, wrote.AddDays(3))]);
            for (var i = 0; i < sent; i++) await store.TryCountSendAsync(new(id, wrote, wrote.AddSeconds(i), wrote.AddDays(3)), Postcards.Most);
        }

        for (var i = 0; i < 2; i++)
        {
            await using var explain = await ExplainAsync(settings, $"POST /v1/postcards HTTP/1.1\nContent-Type: application/json\n\n{Postcards.Text}\n", "--send", "request.http");
            explain.Rows.ShouldContain(row => row[0].EndsWith("(in the store)", StringComparison.Ordinal) && row.Contains(reason));
        }
    }

    [Fact]
    public async Task What_is_not_understood_says_why_and_is_exit_code_1()
    {
        await using var explain = await ExplainAsync(new(), Send("""{"messaging_product":"whatsapp","to":"nobody","text":{"body":"x"}}"""), "--send", "request.http", "--last-contact", "never");

        explain.ExitCode.ShouldBe(1);
        explain.Rows.ShouldContain(row => row.Contains("not-understood") && row.Contains("to is not a phone number, or recipient not a business-scoped user id"));
    }

    [Fact]
    public async Task What_is_no_send_is_forwarded()
    {
        await using var explain = await ExplainAsync(new(), Send("""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}"""), "--send", "request.http", "--last-contact", "never");

        (explain.ExitCode, explain.Text.Contains("No send: forwarded untouched.", StringComparison.Ordinal)).ShouldBe((0, true));
    }

    [Theory]
    [InlineData("POST /messages HTTP/1.1\nHost: own.example\n\n")]
    [InlineData("POST /messages\r\nhost: own.example:8443\r\n\r\n")]
    [InlineData("> POST /messages HTTP/2\n> Host: own.example\n>\n")]
    [InlineData("POST http://own.example/messages HTTP/1.1\nHost: own.example\n\n")]
    [InlineData("POST /other HTTP/1.1\nHost: other.example\n\n", "--path", "http://own.example/messages")]
    public async Task The_host_tells_routes_apart(string head, params string[] more)
    {
        await using var explain = await ExplainAsync(new GatewaySettings().SendRoute("own.example", "whatsapp", Client.Account), $"{head}{Client.Text}\n", ["--send", "request.http", "--last-contact", "never", .. more]);

        explain.Row("Route").ShouldBe(["Route", "own.example, sends of whatsapp"]);
        explain.Row("whatsapp")[1].ShouldBe("WhatsApp");
    }

    [Fact]
    public async Task A_batch_is_explained_send_by_send()
    {
        var elements = new[] { "25381719828140932", "25381719828140933" }
            .Select(client => $$"""{"method":"POST","relative_url":"me/messages","body":"recipient[id]={{client}}&message[text]=Hello"}""");
        await using var explain = await ExplainAsync(
            new(), $$"""{"batch":[{{string.Join(',', elements)}}]}""", "--send", "request.http", "--path", "/v24.0/", "--last-contact", "never");

        explain.Rows.Count(row => row[0] == "messenger").ShouldBe(2);
        explain.Rows.Count(row => row[0] == "never (as given)" && row.Contains("no-client-contact")).ShouldBe(2);
    }

    [Fact]
    public async Task A_signed_webhook_says_what_clients_did()
    {
        var body = Client.Webhook(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        await using var explain = await ExplainAsync(new(), Webhook(body, RunningGateway.Sign(System.Text.Encoding.UTF8.GetBytes(body), Client.Secret)), "--webhook", "request.http");

        explain.ExitCode.ShouldBe(0);
        explain.Row("Signature").ShouldBe(["Signature", "right"]);
        explain.Row("Webhook").ShouldBe(["Webhook", "forwarded to the helpdesk as it came"]);
        explain.Row("whatsapp").ShouldBe(["whatsapp", Client.Account, "***5678", "2026-09-21T14:13:20Z", "2026-09-22T14:13:20Z"]);
        explain.Text.ShouldNotContain(Client.Contact);
        explain.Text.ShouldNotContain("app-secret");
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("sha256=0000", "wrong")]
    public async Task A_webhook_whose_signature_is_not_right_is_explained_all_the_same_with_exit_code_1(string? signature, string told)
    {
        await using var explain = await ExplainAsync(new(), Webhook(Client.Webhook(TimeProvider.System.GetUtcNow()), signature), "--webhook", "request.http");

        explain.ExitCode.ShouldBe(1);
        explain.Row("Signature").ShouldBe(["Signature", told]);
        explain.Row("Webhook").ShouldBe(["Webhook", "answered 401, nothing recorded, nothing forwarded"]);
        explain.Row("whatsapp")[2].ShouldBe("***5678");
    }

    [Fact]
    public async Task A_webhook_that_cannot_be_read_says_which_place_found_what_with_exit_code_1()
    {
        var body = Client.Webhook(TimeProvider.System.GetUtcNow()).Replace($"\"from\":\"{Client.Contact}\"", "\"from\":\"Zoltan 0006\"", StringComparison.Ordinal);
        await using var explain = await ExplainAsync(new(), Webhook(body, RunningGateway.Sign(System.Text.Encoding.UTF8.GetBytes(body), Client.Secret)), "--webhook", "request.http");

        explain.ExitCode.ShouldBe(1);
        explain.Row("Result").ShouldBe(["Result", "unreadable"]);
        explain.Row("1").ShouldBe(["1", "WhatsApp", "from", "a text like \"aaaaaa 9999\""]);
        explain.Text.ShouldNotContain("Zoltan");
    }

    [Fact]
    public async Task A_described_platforms_webhook_in_XML_says_so_too()
    {
        var settings = new GatewaySettings();
        DescribedPlatform.Configure(settings, "WeChat", "wechat.json", "/cgi-bin/{**rest}", WeChatAccount.Channel);
        var body = WeChatAccount.Message("text", TimeProvider.System.GetUtcNow()).Replace("CreateTime>", "SentAt>", StringComparison.Ordinal);
        await using var explain = await ExplainAsync(settings, $"POST {WeChatAccount.WebhookTarget} HTTP/1.1\nContent-Type: text/xml\n\n{body}\n", "--webhook", "request.http");

        explain.ExitCode.ShouldBe(1);
        explain.Row("Signature").ShouldBe(["Signature", "right"]);
        explain.Row("Result").ShouldBe(["Result", "unreadable"]);
        explain.Row("1").ShouldBe(["1", "WeChat", "Webhook:Time CreateTime", "nothing"]);
        explain.Text.ShouldNotContain(WeChatAccount.Client);
    }

    [Fact]
    public async Task A_request_on_the_other_kind_of_route_is_exit_code_1()
    {
        await using var explain = await ExplainAsync(new(), Send(Client.Text), "--webhook", "request.http");

        explain.ExitCode.ShouldBe(1);
        explain.Text.ShouldContain("No route with Messaging.Webhook in its Metadata takes this request.");
    }

    [Theory]
    [InlineData("--send or --webhook: one of the two")]
    [InlineData("--send or --webhook: one of the two", "--send", "request.http", "--webhook", "request.http")]
    [InlineData("missing.http: cannot be read", "--send", "missing.http")]
    [InlineData("--last-contact: \"yesterday\" is not right;", "--send", "request.http", "--last-contact", "yesterday")]
    [InlineData("--last-contact: says when a client wrote before a send;", "--webhook", "request.http", "--last-contact", "never")]
    public async Task What_cannot_be_explained_is_exit_code_2(string problem, params string[] arguments)
    {
        await using var explain = await ExplainAsync(new(), Send(Client.Text), arguments);

        explain.ExitCode.ShouldBe(2);
        explain.Process.Errors.ShouldHaveSingleItem().ShouldStartWith(problem);
    }

    [Theory]
    [InlineData(VonageToken.Secret, "right", 0)]
    [InlineData("another", "wrong", 1)]
    public async Task A_webhook_that_a_token_signs_is_explained_as_any_other(string secret, string told, int exitCode)
    {
        var now = TimeProvider.System.GetUtcNow();
        var body = $$"""{"channel":"whatsapp","to":"447700900001","from":"447700900000","timestamp":"{{now.UtcDateTime:O}}","message_type":"text","text":"Hello"}""";
        var settings = new GatewaySettings();
        DescribedPlatform.Configure(settings, "Vonage", "vonage.json", "/vonage/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{VonageToken.Secret}}"] }""");
        var token = VonageToken.Bearer(now, body, secret);
        await using var explain = await ExplainAsync(settings, $"POST /own/vonage HTTP/1.1\nAuthorization: {token}\nContent-Type: application/json\n\n{body}\n", "--webhook", "request.http");

        explain.ExitCode.ShouldBe(exitCode);
        explain.Row("Signature").ShouldBe(["Signature", told]);
        explain.Row("vonage")[2].ShouldEndWith("***0000");
        explain.Text.ShouldNotContain(token);
        explain.Text.ShouldNotContain("Hello");
    }

    private static string Send(string body) => $"POST {Client.Path}?access_token={Token} HTTP/1.1\nHost: graph.facebook.com\nAuthorization: Bearer {Token}\nContent-Type: application/json\n\n{body}\n";

    private static string Webhook(string body, string? signature) =>
        $"POST /webhooks/meta HTTP/1.1\nContent-Type: application/json\n{(signature is null ? "" : $"X-Hub-Signature-256: {signature}\n")}\n{body}\n";

    private async Task<Explained> ExplainAsync(GatewaySettings settings, string request, params string[] arguments)
    {
        Save(settings);
        await File.WriteAllTextAsync(FileOf("request.http"), request);
        var process = Start(["explain", .. arguments, "--config", ConfigurationFile]);
        return new(process, await process.WaitForExitAsync());
    }

    private sealed record Explained(GatewayProcess Process, int ExitCode) : IAsyncDisposable
    {
        public string Text => string.Join('\n', Process.Output);

        public IReadOnlyList<string[]> Rows => [.. Process.Output.Select(line => line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(row => row.Length > 1)];

        public string[] Row(string name) => Rows.First(row => row[0] == name);

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
