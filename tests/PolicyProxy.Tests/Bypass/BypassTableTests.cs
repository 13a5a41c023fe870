using System.Text;
using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// Every way of writing a send that we know of, in <c>cases.jsonl</c>: none gets past a closed window, and each legitimate one reaches
/// a client who may be written to.
/// </summary>
public sealed class BypassTableTests(BypassGateway gateway) : IClassFixture<BypassGateway>
{
    public static TheoryData<string> Ids => [.. BypassCase.All.Keys];

    public static TheoryData<string> Legitimate => [.. BypassCase.All.Values.Where(one => one.Open != "refused").Select(one => one.Id)];

    [Fact]
    public void The_table_has_at_least_150_cases() => BypassCase.All.Count.ShouldBeGreaterThanOrEqualTo(150);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task To_a_closed_contact_nothing_reaches_the_platform(string id)
    {
        var one = BypassCase.All[id];
        var before = gateway.Platform.ReceivedBytes;
        gateway.Platform.Take();
        var answer = await gateway.AskAsync(one.Request(BypassGateway.AllClosed));

        if (one.Closed == "rest-forwarded") gateway.Platform.Take().ShouldAllBe(request => !Names(request, BypassGateway.AllClosed));
        else gateway.Platform.ReceivedBytes.ShouldBe(before, $"{one.Why}: {answer?.Status} {answer?.Text}");
        Refusal(one.Closed, answer).ShouldBe("refused", $"{one.Why}: {answer?.Status} {answer?.Text}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task To_an_open_contact_it_is_forwarded_where_it_is_legitimate(string id)
    {
        var one = BypassCase.All[id];
        gateway.Platform.Take();
        var answer = await gateway.AskAsync(one.Request(BypassGateway.AllOpen));

        var forwarded = gateway.Platform.Take().Select(request => $"{request.Target} {Encoding.Latin1.GetString(request.Body)}");
        forwarded.ShouldBe(Expected(one), $"{one.Why}: {answer?.Status} {answer?.Text}");
        (answer?.Status).ShouldNotBeOneOf(500, 501, 502, 503, 504);
    }

    [Theory]
    [MemberData(nameof(Legitimate))]
    public async Task What_says_how_to_read_the_body_is_forwarded_with_it(string id)
    {
        var one = BypassCase.All[id];
        gateway.Platform.Take();
        await gateway.AskAsync(one.Request(BypassGateway.AllOpen));

        var request = gateway.Platform.Take().ShouldHaveSingleItem();
        request.Header("Content-Type").ShouldBe(one.Header("Content-Type"));
        request.Header("Content-Encoding").ShouldBe(one.Open == "forwarded-same-bytes" ? one.Header("Content-Encoding") : null);
    }

    private static IEnumerable<string> Expected(BypassCase one)
    {
        if (one.Open == "refused") return [];
        var target = BypassCase.Fill(one.Target ?? one.WrittenTarget, BypassGateway.AllOpen);
        var body = one.Open == "forwarded-same-bytes"
            ? one.BodyBytes(BypassGateway.AllOpen)
            : Encoding.UTF8.GetBytes(BypassCase.Fill(one.Forwarded ?? "", BypassGateway.AllOpen));
        return [$"{target} {Encoding.Latin1.GetString(body)}"];
    }

    private static bool Names(ForwardedBytes request, IReadOnlyDictionary<string, string> placeholders) =>
        placeholders.Where(one => one.Key.StartsWith("CLOSED", StringComparison.Ordinal))
            .Any(one => (request.Target + Encoding.Latin1.GetString(request.Body)).Contains(one.Value, StringComparison.Ordinal));

    // A batch is answered with 200 and the refusal in its place; what is no HTTP is refused by the server, which has no words for it.
    private static string Refusal(string kind, Answer? answer)
    {
        if (kind == "not-http") return answer is null or { Status: >= 400 and < 500 or 505 } ? "refused" : "answered";
        if (answer is null) return "no answer";
        if (kind == "no-body") return answer is { Status: >= 400 and < 500, Verdict: "refused" } ? "refused" : "answered";
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            if (kind == "refused") return answer.Status is >= 400 and < 500 && IsError(json.RootElement) ? "refused" : "not an error";
            return answer.Status == 200 && json.RootElement.EnumerateArray().Any(IsRefusedElement) ? "refused" : "no refused element";
        }
        catch (JsonException)
        {
            return "no JSON";
        }
    }

    private static bool IsRefusedElement(JsonElement element)
    {
        if (element.GetProperty("code").GetInt32() is < 400 or >= 500) return false;
        using var body = JsonDocument.Parse(element.GetProperty("body").GetString()!);
        return IsError(body.RootElement);
    }

    private static bool IsError(JsonElement body) => body.GetProperty("error") is var error
        && error.GetProperty("code").GetInt32() is 10 or 100 or 131047
        && error.GetProperty("message").GetString()!.Length > 0
        && error.GetProperty("fbtrace_id").GetString()!.Length > 0;
}
