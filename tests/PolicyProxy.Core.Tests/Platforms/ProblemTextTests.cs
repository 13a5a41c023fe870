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

    public static TheoryData<string, string> WhatsAppBodies => new()
    {
        // what stands beside messaging_product and to, the problem
        { "\"messaging_product\":[]", "messaging_product has to be a text" },
        { "\"messaging_product\":\"telegram\"", "messaging_product names a product that is not known" },
        { "\"messaging_product\":\"telegram\",\"message\":{}", "messaging_product names a product that is not known" },
        { "\"message\":{}", "the request is WhatsApp's and Messenger's at the same time" },
        { "\"encrypted_contents\":\"x\"", "the recipient of an encrypted message cannot be read, so its reply window cannot be checked" },
        { "\"status\":\"read\",\"text\":{}", "a status and a message exclude each other" },
        { "\"recipient\":[]", "to and recipient have to be texts" },
        { "\"recipient_type\":\"crowd\"", "recipient_type has to be individual or group" },
        { "\"recipient_type\":\"group\"", "to is not a group id" },
        { "\"to\":\"nobody\"", "to is not a phone number, or recipient not a business-scoped user id" },
        { "\"type\":{}", "type has to be a text" },
        { "\"type\":\"TEMPLATE\",\"template\":{}", "the type template has to be written in lower case" },
        { "\"type\":\"template\"", "a template goes with type template and without other content" },
        { "\"batch\":[]", "a batch cannot ride on another send" },
    };

    [Theory]
    [MemberData(nameof(WhatsAppBodies))]
    public void A_problem_says_what_is_wrong_with_a_WhatsApp_body(string members, string problem)
    {
        var to = members.Contains("\"to\"", StringComparison.Ordinal) ? "" : "\"to\":\"15550123456\",";

        Api.Read($"{{{to}{members}}}").Problem.ShouldBe(problem);
    }

    public static TheoryData<string, string> MessengerBodies => new()
    {
        // body, the problem
        { """{"recipient":{"id":"7"},"message":{},"sender_action":"typing_on"}""", "message and sender_action exclude each other" },
        { """{"recipient":{"id":"7"}}""", "message is missing or not a JSON object" },
        { """{"message":{}}""", "recipient is missing or not a JSON object" },
        { """{"recipient":{"id":"7"},"message":{},"tag":[]}""", "tag and messaging_type have to be texts" },
        { """{"recipient":{"id":"7"},"message":{"text":1,"text":2}}""", "message cannot be read exactly one way" },
        { """{"recipient":{"id":"x"},"message":{}}""", "recipient has to hold exactly one id, of digits, or one other way to name a person" },
        { """{"recipient":{"id":"7"},"message":{}""", "the body is not well-formed JSON of at most 64 levels" },
        { "[]", "the body is not a JSON object" },
        { """{"\ud800":1}""", "a member's name is not Unicode" },
        { """{"Recipient":{}}""", "the parameter recipient is not written by its plain name" },
        { """{"recipient":{},"recipient":{}}""", "the parameter recipient is given more than once" },
        { "", "the request is neither JSON nor a form with known parameters" },
    };

    [Theory]
    [MemberData(nameof(MessengerBodies))]
    public void A_problem_says_what_is_wrong_with_a_Messenger_body(string body, string problem) => Api.Read(body, "/me/messages").Problem.ShouldBe(problem);

    public static TheoryData<string?, string, string> Forms => new()
    {
        // content type, body, the problem
        { "multipart/form-data; boundary=b", "x", "the multipart body cannot be read exactly one way" },
        { "multipart/form-data; boundary=b", "--b--\r\n", "the multipart body cannot be read exactly one way" },
        { "multipart/form-data", "x", "the multipart body has no boundary" },
        { "multipart/form-data; boundary=\"\"", "x", "the multipart body has no boundary" },
        { "multipart/form-data; boundary=\"\u00e9b\"", "x", "the multipart body has no boundary" },
        { "text/plain; charset=utf-16", "x", "the body's charset is not UTF-8" },
        { "text/plain; a=1; A=2", "x", "the Content-Type has a parameter twice" },
        { "text/plain, charset", "x", "the Content-Type cannot be read" },
        { "multipart, b", "x", "the Content-Type cannot be read" },
        { null, string.Concat(Enumerable.Repeat("&a=1", 1025)), "there are more than 1024 parameters" },
        { null, "x=1;to=2", "a parameter can be read as more than one" },
        { null, "to=%z", "the value of to is not percent-encoded the right way" },
        { null, "to=%31%3", "the value of to is not percent-encoded the right way" },
        { null, "to=1%zz", "the value of to is not percent-encoded the right way" },
        { null, "to=1%1z2", "the value of to is not percent-encoded the right way" },
        { null, "to=%z&to=2", "the value of to is not percent-encoded the right way" },
        { null, "to[a=1", "the parameter to is not written by its plain name" },
        { null, " to=1", "the parameter to is not written by its plain name" },
        { null, "to=1&to=2", "the parameter to is given more than once" },
        { null, "to[a]=1&to[a]=2", "the parameter to is given more than once" },
        { null, "{\"x\":\"&batch=[]\"}", "the body can be read as JSON and as a form" },
        { null, "hello", "the request is neither JSON nor a form with known parameters" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_problem_says_what_is_wrong_with_a_form(string? contentType, string body, string problem) =>
        Api.Read(Bytes.Whole(body), "/me/messages", contentType: contentType).Problem.ShouldBe(problem);

    public static TheoryData<string, string> Batches => new()
    {
        // body, the problem
        { """{"batch":[],"to":"7"}""", "a batch cannot ride on another send" },
        { """{"batch":{}}""", "batch is not a JSON array" },
        { """{"batch":[],"include_headers":[]}""", "include_headers has to be a truth value" },
        { $"{{\"batch\":[{string.Join(',', Enumerable.Repeat("{}", 51))}]}}", "a batch has at most 50 elements" },
        { """{"batch":[{"method":"POST","relative_url":"?batch=[]"}]}""", "a batch cannot hold another batch" },
        { "batch[0][relative_url]=me/messages", "a batch that holds a send has to be written as one value" },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public void A_problem_says_what_is_wrong_with_a_batch(string body, string problem) => Api.Read(body, "/").Problem.ShouldBe(problem);

    [Theory]
    [InlineData("1", "an element of the batch is no object that can be read exactly one way")]
    [InlineData("""{"method":"GET"}""", "an element of the batch has no relative_url")]
    [InlineData("""{"relative_url":"me","body":{}}""", "the body of an element of the batch has to be a text")]
    [InlineData("""{"relative_url":"me","method":1}""", "the method of an element of the batch has to be a text")]
    [InlineData("""{"relative_url":"https://x.example/me"}""", "the relative_url of an element of the batch is not relative")]
    [InlineData("""{"relative_url":"m%65/messages/."}""", "the path can be read as a send in one way and as something else in another")]
    public void A_problem_says_what_is_wrong_with_an_element_of_a_batch(string element, string problem) =>
        Api.Read($"{{\"batch\":[{element}]}}", "/").Batch.ShouldNotBeNull().Elements[0].Problem.ShouldBe(problem);

    [Theory]
    [InlineData("/me/%6dessages", "", "the path can be read as a send in one way and as something else in another")]
    [InlineData("/me/feed", "batch=[]", "a batch belongs at the root of the API")]
    [InlineData("/333/messages", "", "the path names another account than the one that the route is configured for")]
    public void A_problem_says_what_is_wrong_with_a_target(string path, string query, string problem) =>
        Api.Target(path, query: query, fixedAccount: "222").Problem.ShouldBe(problem);

    [Theory]
    [InlineData("/x/messages", "\"type\":\"text\"", "the path names no phone number id of digits")]
    [InlineData("/1/marketing_messages", "\"type\":\"text\"", "marketing_messages takes templates only")]
    public void A_problem_says_what_is_wrong_with_what_the_path_takes(string path, string members, string problem) =>
        Api.Read($"{{\"to\":\"1\",{members}}}", path).Problem.ShouldBe(problem);

    [Fact]
    public void A_problem_says_that_a_coding_cannot_be_undone() =>
        Api.Read(Bytes.Whole("x"), "/me/messages", contentEncoding: "zstd").Problem.ShouldBe("the body's Content-Encoding cannot be undone");

    [Fact]
    public void A_problem_repeats_nothing_of_the_request() =>
        Problems.ShouldAllBe(problem => !problem.Any(char.IsAsciiDigit) || problem.Contains("64 levels", StringComparison.Ordinal));
}
