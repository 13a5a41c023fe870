using PolicyProxy.Core.Tests.Platforms.Messenger;
using PolicyProxy.Core.Tests.Platforms.WhatsApp;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>What a developer reads of a request that was not understood: it goes into a header, and never repeats the request.</summary>
public class ProblemTextTests
{
    private static readonly string[] Bodies =
    [
        .. MessengerSendTests.Bodies.Cast<object[]>().Select(row => (string)row[0]),
        .. MessengerSendTests.Recipients.Select(row => $$$"""{"recipient":{{{row[0]}}},"message":{"text":"x"}}"""),
        .. MessengerContentTests.Messages.Select(row => $$$"""{"recipient":{"id":"7"},"message":{{{row[0]}}}}"""),
        .. WhatsAppSendTests.Contents.Select(row => $$"""{"messaging_product":"whatsapp","to":"1",{{row[0]}}}"""),
        .. WhatsAppNumberTests.Recipients.Select(row => $$$"""{"messaging_product":"whatsapp",{{{row[0]}}},"text":{"body":"x"}}"""),
        .. SendBodyTests.NotJson.Cast<object[]>().Select(row => (string)row[0]),
        .. SendBodyTests.Twice.Cast<object[]>().Select(row => $$$"""{{{{row[0]}}},"message":{"text":"x"}}"""),
    ];

    private static readonly string[] Problems =
    [
        .. Bodies.Select(body => Api.Read(body).Problem).OfType<string>(),
        .. SendQueryTests.Queries.Select(row => Api.Read((string)row[1], "/me/messages", (string)row[0]).Problem).OfType<string>(),
        .. StrangePathTests.Strange.Cast<object[]>().Select(row => Api.Target((string)row[0]).Problem).OfType<string>(),
        Api.Target("/v24.0/333/messages", fixedAccount: "222").Problem!,
    ];

    [Fact]
    public void A_problem_is_a_clause_that_a_header_can_hold() =>
        Problems.Distinct().ShouldAllBe(problem => problem.All(c => c >= ' ' && c <= '~' && c != '"' && c != '\\') && !problem.EndsWith('.'));

    [Fact]
    public void A_problem_repeats_nothing_of_the_request() =>
        Problems.ShouldAllBe(problem => !problem.Any(char.IsAsciiDigit) || problem.Contains("64 levels", StringComparison.Ordinal));
}
