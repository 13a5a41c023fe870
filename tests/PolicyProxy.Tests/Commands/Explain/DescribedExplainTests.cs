using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands.Explain;

/// <summary><c>policyproxy explain</c> of what platforms that JSON describes have by themselves: XML, a signature in the query, headers.</summary>
public sealed class DescribedExplainTests : CommandTest
{
    // The documented example of a signature, with the token AAAAA.
    private const string Signed = "signature=899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059&nonce=486452656";

    [Theory]
    [InlineData("text.xml", Signed, 0, "right", "recorded")]
    [InlineData("subscribe.xml", Signed, 0, "right", "nothing-to-record")]
    [InlineData("encrypted.xml", Signed, 1, "right", "not-understood")]
    [InlineData("text.xml", "timestamp=1714037059&nonce=486452656", 1, "missing or wrong; it belongs in the query", "bad-signature")]
    public async Task A_webhook_in_XML_is_explained(string file, string query, int exitCode, string signature, string result)
    {
        var settings = new GatewaySettings();
        DescribedPlatform.Configure(settings, "WeChat", "wechat.json", "/cgi-bin/{**rest}", """{ "Platform": "NAME", "AppSecrets": ["AAAAA"] }""");
        var body = RepositoryFile.Read("tests", "PolicyProxy.Tests", "Platforms", "WeChat", "Fixtures", file);
        await using var explain = await ExplainAsync(settings, $"POST /own/it?{query} HTTP/1.1\nContent-Type: text/xml\n\n{body}", "--webhook");

        (await explain.WaitForExitAsync()).ShouldBe(exitCode);
        Row(explain, "Signature").ShouldBe(["Signature", signature]);
        Row(explain, "Result").ShouldBe(["Result", result]);
        string.Join('\n', explain.Output).ShouldNotContain("oPL3EwABb3O9FlyYqrEq8s60XQHM");
        if (file == "text.xml") Row(explain, "wechat").ShouldBe(["wechat", "of the contact", "***XQHM", "2026-11-22T08:00:00Z", "2026-11-24T08:00:00Z"]);
    }

    [Theory]
    [InlineData("X-To: 15005550006\nX-From: 14155238886", 0, "no-client-contact")]
    [InlineData("X-To: 15005550006\nX-To: 15005550007", 1, "not-understood")]
    public async Task A_send_whose_recipient_stands_in_a_header_is_explained(string headers, int exitCode, string reason)
    {
        var settings = new GatewaySettings();
        settings.Set("Platforms", RepositoryFile.ReadJson("tests", "PolicyProxy.Tests", "Bypass", "courier.json")["Platforms"]!.DeepClone());
        settings.SetJson("Messaging:Channels:courier", """{ "Platform": "Courier", "AppSecrets": ["s"] }""");
        settings.SetJson("ReverseProxy:Routes:letters", """{ "ClusterId": "graph", "Order": 0, "Match": { "Path": "/v1/letters" }, "Metadata": { "Messaging.Send": "courier" } }""");
        await using var explain = await ExplainAsync(settings, $"POST /v1/letters HTTP/1.1\nContent-Type: application/json\n{headers}\n\n{{}}\n", "--send", "--last-contact", "never");

        (await explain.WaitForExitAsync()).ShouldBe(exitCode);
        explain.Output.ShouldContain(line => line.Contains(reason, StringComparison.Ordinal));
        if (exitCode == 0) Row(explain, "courier").ShouldContain("***0006");
        else explain.Output.ShouldContain(line => line.Contains("the header X-To is given more than once", StringComparison.Ordinal));
    }

    private async Task<GatewayProcess> ExplainAsync(GatewaySettings settings, string request, string kind, params string[] more)
    {
        Save(settings);
        await File.WriteAllTextAsync(FileOf("request.http"), request);
        return Start(["explain", kind, "request.http", .. more, "--config", ConfigurationFile]);
    }

    private static string[] Row(GatewayProcess explain, string name) =>
        explain.Output.Select(line => line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).First(row => row.Length > 1 && row[0] == name);
}
