using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What the shipped descriptions answer, whatever the cause: in the platform's own shape and words, and in nobody else's.</summary>
public sealed class DescribedAnswerTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    private static readonly string[] Metas = ["Graph", "Meta", "Facebook", "phone number id"];

    public static TheoryData<string, AnswerKind, bool> Kinds
    {
        get
        {
            var all = new TheoryData<string, AnswerKind, bool>();
            foreach (var file in DescribedPlatform.Files)
            {
                foreach (var kind in Enum.GetValues<AnswerKind>()) all.Add(file, kind, false);
                all.Add(file, AnswerKind.NotDelivered, true);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_answer_is_what_its_content_type_says(string file, AnswerKind kind, bool isMessageLimit)
    {
        var answer = Word(file, kind, "the \"cause\" is {odd}, <b> \\ and\nlong", isMessageLimit);
        MediaTypeHeaderValue.Parse(answer.ContentType).MediaType.ShouldBeOneOf("application/json", "application/problem+json");
        JsonDocument.Parse(answer.Body).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_answer_calls_the_platform_by_its_name_and_has_nothing_of_another_ones(string file, AnswerKind kind, bool isMessageLimit)
    {
        var text = Encoding.UTF8.GetString(Word(file, kind, "the platform could not be reached", isMessageLimit).Body.Span);

        text.ShouldContain($"{DescribedPlatform.File(file).Platform.Name} could not be reached");
        text.ShouldNotContain("the platform");
        foreach (var word in Metas) text.ShouldNotContain(word);
    }

    // A number that is written out in the body is the one in the head.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_status_in_the_body_is_that_of_the_head(string file, AnswerKind kind, bool isMessageLimit)
    {
        var answer = Word(file, kind, "it is so", isMessageLimit);
        var root = JsonDocument.Parse(answer.Body).RootElement;
        foreach (var member in new[] { "status", "error_code" })
        {
            if (root.TryGetProperty(member, out var status) && status.ValueKind == JsonValueKind.Number) status.GetInt32().ShouldBe(answer.Status);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_answer_is_never_taken_for_sent(string file, AnswerKind kind, bool isMessageLimit)
    {
        var answer = Word(file, kind, "it is so", isMessageLimit);
        var tells200 = RepositoryFile.ReadJson("config", "platforms", file)["Platforms"]![DescribedPlatform.File(file).Platform.Name]!["Answers"]!["ErrorsWith200"]?.GetValue<bool>() == true;
        answer.Status.ShouldBeGreaterThanOrEqualTo(tells200 ? 200 : 400);
    }

    // Codes: see the links in the descriptions.
    [Theory]
    [InlineData("twilio.json", "63016", "\"code\":400", "20429", "20503")]
    [InlineData("vonage.json", "messages#1340", "messages#1020", "messages#1000", "messages#1030")]
    [InlineData("360dialog.json", "131047", "\"code\":100", "130429", "\"code\":2")]
    [InlineData("tiktok.json", "40002", "40002", "40100", "50000")]
    [InlineData("zalo.json", "-230", "-201", "-32", "-200")]
    [InlineData("telegram-business.json", "BUSINESS_PEER_USAGE_MISSING", "Bad Request: ", "Too Many Requests: ", "Service Unavailable: ")]
    [InlineData("gupshup.json", "470", "\"status\":\"error\"", "\"status\":\"error\"", "\"status\":\"error\"")]
    [InlineData("wechat.json", "\"errcode\":45015", "\"errcode\":47001", "\"errcode\":45011", "\"errcode\":-1", "\"errcode\":45047")]
    [InlineData("infobip.json", "OUTSIDE_WINDOW", "BAD_REQUEST", "TOO_MANY_REQUESTS", "GENERAL_ERROR")]
    [InlineData("bird.json", "InvalidRequest", "InvalidRequest", "TooManyRequests", "ServiceUnavailable")]
    public void An_answer_has_the_platforms_own_code(string file, string closed, string invalid, string throttled, string unavailable, string? messageLimit = null)
    {
        Encoding.UTF8.GetString(Word(file, AnswerKind.NotDelivered, "it is so", isMessageLimit: true).Body.Span).ShouldContain(messageLimit ?? closed);
        foreach (var kind in Enum.GetValues<AnswerKind>())
        {
            Encoding.UTF8.GetString(Word(file, kind, "it is so").Body.Span).ShouldContain(kind switch
            {
                AnswerKind.NotDelivered => closed,
                AnswerKind.NotUnderstood or AnswerKind.TooLarge => invalid,
                AnswerKind.Throttled => throttled,
                _ => unavailable,
            });
        }
    }

    [Fact]
    public void What_is_told_later_calls_the_platform_by_its_name_too()
    {
        var later = new DescribedPlatform("Parcels", """
            { "Platforms": { "Parcels": { "Contacts": [ { "Id": "Digits" } ],
              "Send": { "Paths": [ "/send" ], "Parameters": [ "Json" ], "Recipient": [ { "Value": "to" } ] },
              "Webhook": { "When": [ { "Value": "type", "Exists": true } ], "Contact": [ { "Value": "from" } ], "Verification": "None" },
              "Answers": {
                "Closed": { "Body": "{}" }, "Invalid": { "Body": "{}" }, "Throttled": { "Body": "{}" }, "Unavailable": { "Body": "{}" },
                "Accepted": { "Body": "{'note':'{message}'}" }, "Failed": { "Body": "{'why':'{message}'}" }
              } } } }
            """);
        var send = later.Read("/send", """{"to":"7"}""", Json)!.Send!;
        var refusal = new LaterRefusal(send, new("1"), new(AnswerKind.NotDelivered, "the platform takes only 3 messages"), DescribedPlatform.Received, Guid.Empty);

        Encoding.UTF8.GetString(later.Platform.WordAccepted(refusal).Body.Span).ShouldBe("""{"note":"Message not delivered: Parcels takes only 3 messages."}""");
        Encoding.UTF8.GetString(later.Platform.WordFailure(refusal).Body.Span).ShouldBe("""{"why":"Message not delivered: Parcels takes only 3 messages."}""");
    }

    [Fact]
    public void Telegram_says_in_the_body_how_long_to_wait() =>
        JsonDocument.Parse(Word("telegram-business.json", AnswerKind.Throttled, "it is so").Body).RootElement.GetProperty("parameters").GetProperty("retry_after").GetInt32().ShouldBe(7);

    [Theory]
    [InlineData("twilio.json", "/2010-04-01/Accounts/AC1/Messages.json", "From=whatsapp%3A%2B14155238886&Body=Hi", Form, "there is no recipient at To")]
    [InlineData("twilio.json", "/2010-04-01/Accounts/AC1/Messages.json", "To=rcs%3A%2B15005550006", Form, "To is not \"whatsapp:\" and an international phone number, or \"messenger:\" and 1 to 32 digits")]
    [InlineData("twilio.json", "/2010-04-01/Accounts/AC1/Messages.json", "To=whatsapp%3A%2B15005550006&From=me", Form, "From is not \"whatsapp:\" and an international phone number, or \"messenger:\" and 1 to 32 digits")]
    [InlineData("vonage.json", "/v1/messages", """{"channel":"whatsapp","to":"x"}""", Json, "to is not an international phone number")]
    [InlineData("vonage.json", "/v1/messages", """{"to":"447700900000"}""", Json, "there is no recipient at to (as channel says) or failover[].to (as failover[].channel says) or failover[].failover")]
    [InlineData("vonage.json", "/v1/messages", """{"channel":"whatsapp","to":"447700900000","failover":[{"channel":"whatsapp","to":"447700900009"}]}""", Json, "failover[].to names another recipient than what stands before it")]
    [InlineData("360dialog.json", "/messages", """{"to":"","type":"text"}""", Json, "there is no recipient at to or recipient")]
    [InlineData("tiktok.json", "/open_api/v1.3/business/message/send/", """{"recipient":"b","recipient_type":"COMMENT"}""", Json, "there is no recipient at recipient (as recipient_type says)")]
    [InlineData("zalo.json", "/v3.0/oa/message/cs", """{"recipient":{"user_id":"a"}}""", Json, "recipient.user_id is not 1 to 32 digits")]
    [InlineData("telegram-business.json", "/bot1:a/sendMessage", """{"business_connection_id":"b","chat_id":"@channel"}""", Json, "chat_id is not 1 to 32 digits")]
    [InlineData("telegram-business.json", "/bot1:a/sendMessage", """{"business_connection_id":"b","chat_id":{}}""", Json, "chat_id is not a text or whole number")]
    [InlineData("gupshup.json", "/wa/api/v1/msg", """{"destination":"919876543210"}""", Json, "the body is JSON, which Gupshup does not take")]
    public void What_is_not_understood_names_the_place(string file, string path, string body, string contentType, string problem) =>
        DescribedPlatform.File(file).Read(path, body, contentType)!.Problem.ShouldBe(problem);

    private static PlatformAnswer Word(string file, AnswerKind kind, string cause, bool isMessageLimit = false) =>
        DescribedPlatform.File(file).Platform.Word(new(kind, cause) { RetryAfterSeconds = kind == AnswerKind.Throttled ? 7 : 0, IsMessageLimit = isMessageLimit }, Login.Facebook, "4bf92f3577b34da6");
}
