using System.Text;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// Every way of writing a send to a platform that JSON describes that we know of, in <c>described.jsonl</c>: none gets past a closed
/// window while those of others are open, and each legitimate one reaches a client who may be written to.
/// </summary>
public sealed class DescribedBypassTests(DescribedBypassGateway gateway) : IClassFixture<DescribedBypassGateway>
{
    public static TheoryData<string> Ids => [.. BypassCase.Described.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task To_a_closed_contact_nothing_reaches_the_platform(string id)
    {
        var one = BypassCase.Described[id];
        var before = gateway.Platform.ReceivedBytes;
        var answer = await gateway.AskAsync(one.Request(DescribedBypassGateway.AllClosed));

        gateway.Platform.ReceivedBytes.ShouldBe(before, $"{one.Why}: {answer?.Status} {answer?.Text}");
        answer.ShouldNotBeNull().Status.ShouldBeInRange(400, 499, $"{one.Why}: {answer.Text}");
        if (one.Closed == "not-http") return;
        answer.Verdict.ShouldBe("refused", answer.Text);
        answer.Json.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task To_an_open_contact_it_is_forwarded_where_it_is_legitimate(string id)
    {
        var one = BypassCase.Described[id];
        gateway.Platform.Take();
        var answer = await gateway.AskAsync(one.Request(DescribedBypassGateway.AllOpen));

        string[] expected = one.Open == "refused" ? [] : [$"{one.Target ?? one.WrittenTarget} {Encoding.Latin1.GetString(one.BodyBytes(DescribedBypassGateway.AllOpen))}"];
        gateway.Platform.Take().Select(request => $"{request.Target} {Encoding.Latin1.GetString(request.Body)}").ShouldBe(expected, $"{one.Why}: {answer?.Status} {answer?.Text}");
    }
}
