using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>No webhook opens a window that Vonage did not sign.</summary>
public sealed class VonageForgeryTests : ProxyTest
{
    private const string Newer = "vonage-signature-secret-of-next-month";
    private const string Target = "/own/vonage";
    private const string ClientWrites = """{"channel":"whatsapp","to":"447700900001","from":"447700900000","timestamp":"2026-11-22T08:00:00Z","message_type":"text","text":"Hi"}""";

    private static readonly DateTimeOffset Now = DescribedPlatform.Received;

    private static readonly string Claims = VonageToken.Claims(Now, ClientWrites);

    private protected override void Configure(GatewaySettings settings) => DescribedPlatform.Configure(
        settings, "Vonage", "vonage.json", "/vonage/{**rest}", $$"""{ "Platform": "NAME", "AppSecrets": ["{{VonageToken.Secret}}", "{{Newer}}"] }""");

    public static TheoryData<string, string[]> Forgeries => new()
    {
        { "none", [] },
        { "empty", ["Authorization: "] },
        { "no token", ["Authorization: Bearer "] },
        { "without a signature", [$"Authorization: Bearer {VonageToken.Encode("""{"alg":"none"}""")}.{VonageToken.Encode(Claims)}."] },
        { "with another algorithm in its head", [$"Authorization: Bearer {VonageToken.Make(Claims, head: """{"alg":"RS256","typ":"JWT"}""")}"] },
        { "with another secret", [$"Authorization: {VonageToken.Bearer(Now, ClientWrites, "another")}"] },
        { "with no secret", [$"Authorization: {VonageToken.Bearer(Now, ClientWrites, "")}"] },
        { "of another body", [$"Authorization: {VonageToken.Bearer(Now, ClientWrites + " ")}"] },
        { "of no body", [$"Authorization: Bearer {VonageToken.Make($$"""{"iat":{{Now.ToUnixTimeSeconds()}}}""")}"] },
        { "too old", [$"Authorization: {VonageToken.Bearer(Now.AddHours(-25), ClientWrites)}"] },
        { "of the future", [$"Authorization: {VonageToken.Bearer(Now.AddMinutes(6), ClientWrites)}"] },
        { "with a claim twice", [$"Authorization: Bearer {VonageToken.Make(Claims.Replace("{", """{"iat":1,""", StringComparison.Ordinal))}"] },
        { "in another header", [$"X-Authorization: {VonageToken.Bearer(Now, ClientWrites)}"] },
        { "given twice", [$"Authorization: {VonageToken.Bearer(Now, ClientWrites)}", $"Authorization: {VonageToken.Bearer(Now, ClientWrites)}"] },
        { "with another beside it", [$"Authorization: {VonageToken.Bearer(Now, ClientWrites)}", "Authorization: Basic eDp5"] },
        { "with another behind a comma", [$"Authorization: {VonageToken.Bearer(Now, ClientWrites)}, Basic eDp5"] },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_opens_nothing(string why, string[] headers)
    {
        (await WebhookAsync(headers)).Status.ShouldBe(401, why);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(VonageToken.Secret)]
    [InlineData(Newer)]
    public async Task Either_secret_of_a_rotation_opens_the_window_and_the_helpdesk_gets_the_token(string secret)
    {
        var token = VonageToken.Bearer(Now.AddHours(-23), ClientWrites, secret);
        (await WebhookAsync($"Authorization: {token}")).Status.ShouldBe(200);

        var received = Gateway.Helpdesk.Requests.ShouldHaveSingleItem();
        (received.Header("Authorization"), received.Text).ShouldBe((token, ClientWrites));
        (await SendAsync()).Reason.ShouldBe("window-open");
    }

    private async Task<Answer> WebhookAsync(params string[] headers)
    {
        using var connection = await Gateway.ConnectAsync();
        return await connection.AskAsync($"POST {Target}", string.Concat(headers.Select(header => $"{header}\r\n")), Encoding.UTF8.GetBytes(ClientWrites));
    }

    private Task<Answer> SendAsync() =>
        Gateway.PostAsync("/vonage/v1/messages", """{"message_type":"text","text":"Hi","to":"447700900000","from":"447700900001","channel":"whatsapp"}""");
}
