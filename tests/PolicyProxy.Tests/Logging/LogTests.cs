using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>The log tells what was decided of every request, and nothing that is nobody's business.</summary>
public sealed partial class LogTests(LoggedTraffic traffic) : IClassFixture<LoggedTraffic>
{
    public static TheoryData<string> CanaryNames => [.. LoggedTraffic.Canaries.Keys];

    /// <summary>Every request, as its line tells of it without duration and trace id.</summary>
    public static TheoryData<string> Lines =>
    [
        "webhook POST route=webhooks channel=whatsapp contact=- verdict=- reason=recorded status=200",
        "webhook POST route=webhooks channel=- contact=- verdict=- reason=bad-signature status=401",
        "webhook POST route=webhooks channel=- contact=- verdict=- reason=not-understood status=200",
        "webhook GET route=webhooks channel=- contact=- verdict=- reason=handshake status=200",
        "webhook PUT route=webhooks channel=- contact=- verdict=- reason=method-not-allowed status=405",
        "send POST route=graph-api channel=whatsapp contact=***7766 verdict=allowed reason=window-open status=200",
        "send POST route=graph-api channel=whatsapp contact=***9999 verdict=refused reason=no-client-contact status=400",
        "send POST route=graph-api channel=messenger contact=***5667 verdict=refused reason=no-client-contact status=400",
        "send POST route=graph-api channel=whatsapp contact=- verdict=refused reason=not-understood status=400",
        "send POST route=graph-api channel=- contact=- verdict=- reason=not-a-send status=200",
        "send POST route=graph-api channel=whatsapp contact=***7766 verdict=allowed reason=window-open status=502",
        "send POST route=graph-api channel=- contact=- verdict=- reason=not-a-send status=502",
        "webhook POST route=webhooks channel=whatsapp contact=- verdict=- reason=recorded status=502",
    ];

    [Theory]
    [MemberData(nameof(CanaryNames))]
    public void What_must_not_be_logged_is_not(string name) =>
        traffic.Output.ShouldAllBe(line => !line.Contains(LoggedTraffic.Canaries[name], StringComparison.OrdinalIgnoreCase));

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_request_is_told_of_with_what_was_decided(string line) =>
        Requests().ShouldContain(request => request.StartsWith($"{line} ", StringComparison.Ordinal), customMessage: string.Join('\n', traffic.Output));

    [Fact]
    public void Every_request_is_told_of_in_one_line() => Requests().Count.ShouldBe(traffic.RequestCount);

    [Fact]
    public void Every_line_ends_with_duration_and_trace_id() => Requests().ShouldAllBe(request => Ending().IsMatch(request));

    [Fact]
    public void No_query_string_is_logged() => traffic.Output.ShouldAllBe(line => !line.Contains('?'));

    [Fact]
    public void Only_an_upstream_that_cannot_be_reached_is_a_complaint() => traffic.Output
        .Where(line => line.Contains(" WRN ", StringComparison.Ordinal) || line.Contains(" ERR ", StringComparison.Ordinal))
        .ShouldAllBe(line => Complaint().IsMatch(line));

    // The second form is YARP's, for what has no body.
    [GeneratedRegex(@" WRN (A request could not be forwarded, or its answer not be relayed: Request, Connection refused \(127\.0\.0\.1:\d+\)|Request: An error was encountered before receiving a response\.)$")]
    private static partial Regex Complaint();

    private List<string> Requests() => [.. traffic.Output.Select(line => RequestLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^[0-9T:.+-]+ INF ((?:send|webhook|proxy) .*)$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@" status=\d{3} duration=\d+\.\dms trace=[A-Z0-9]+:[0-9A-F]{8}$")]
    private static partial Regex Ending();
}
