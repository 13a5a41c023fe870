using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>The shapes that other APIs have: methods in the path, any kind of body, JSON in a form's field, texts that hold JSON, events in arrays.</summary>
public sealed class DescribedShapeTests
{
    private const string Answers = """
        "Answers": { "Closed": { "Body": "{}" }, "Invalid": { "Body": "{}" }, "Throttled": { "Body": "{}" }, "Unavailable": { "Body": "{}" } }
        """;

    private static readonly DescribedPlatform AnyBody = new("Any", $$"""
        { "Platforms": { "Any": { "Contacts": [ { "Id": "Text" } ], "Accounts": [ { "Id": "Text" } ],
          "Send": {
            "Paths": [ "/bot{token}/send{what}" ], "Methods": [ "GET", "POST" ], "Parameters": [ "Json", "Form", "Multipart", "Query" ],
            "Recipient": [ { "Value": "chat_id" } ], "Account": [ { "Value": "business_connection_id" } ],
            "NotASend": [ { "When": [ { "Value": "business_connection_id", "Exists": false } ] }, { "When": [ { "Value": "{what}", "In": [ "ChatAction" ], "IgnoreCase": true } ] } ]
          },
          "Webhook": {
            "When": [ { "Value": "message.from.id", "Same": "message.chat.id" } ], "Contact": [ { "Value": "message.chat.id" } ],
            "Account": [ { "Value": "message.business_connection_id" } ], "Time": "message.date"
          }, {{Answers}} } } }
        """);

    private static readonly DescribedPlatform JsonInForm = new("Form", $$"""
        { "Platforms": { "Form": { "Contacts": [ { "Id": "Phone" } ],
          "Send": {
            "Paths": [ "/wa/api/v1/msg" ], "Parameters": [ "Form" ], "Recipient": [ { "Value": "destination" } ],
            "Outside": [ { "When": [ { "Value": "message.type", "In": [ "template" ], "Default": "text" } ] } ]
          },
          "Webhook": {
            "Events": "entry[].events[]", "When": [ { "Value": "content.to", "Same": "owner" } ], "Contact": [ { "Value": "content.from" } ], "Time": "at"
          }, {{Answers}} } } }
        """);

    [Theory]
    [InlineData("POST", "/bot1:a/sendMessage", "", "chat_id=7&business_connection_id=b&text=Hi", "application/x-www-form-urlencoded", "7 at b")]
    [InlineData("POST", "/bot1:a/SENDPHOTO", "", """{"chat_id":7,"business_connection_id":"b"}""", "application/json", "7 at b")]
    [InlineData("POST", "/bot1:a/sendPhoto", "", "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n--x\r\nContent-Disposition: form-data; name=\"business_connection_id\"\r\n\r\nb\r\n--x--", "multipart/form-data; boundary=x", "7 at b")]
    [InlineData("GET", "/bot1:a/sendMessage", "chat_id=7&business_connection_id=b", "", null, "7 at b")]
    [InlineData("POST", "/bot1:a/sendMessage", "chat_id=7", "business_connection_id=b", "application/x-www-form-urlencoded", "7 at b")]
    [InlineData("POST", "/bot1:a/sendMessage", "", "chat_id=7&text=Hi", "application/x-www-form-urlencoded", "not a send")]
    [InlineData("POST", "/bot1:a/sendchataction", "", "chat_id=7&business_connection_id=b", "application/x-www-form-urlencoded", "not a send")]
    [InlineData("POST", "/bot1:a/getMe", "", "", null, "nothing of ours")]
    [InlineData("POST", "/bot1:a/sendMessage", "chat_id=7", """{"business_connection_id":"b"}""", "application/json", "not understood")]
    [InlineData("POST", "/bot1:a/sendMessage", "chat_id=7&business_connection_id=b", "chat_id=8", "application/x-www-form-urlencoded", "not understood")]
    [InlineData("POST", "/bot1:a/sendMessage", "", """{"chat_id":7,"text":"&business_connection_id=b"}""", "application/x-www-form-urlencoded", "not understood")]
    [InlineData("POST", "/bot1:a/%73endMessage", "", "chat_id=7&business_connection_id=b", "application/x-www-form-urlencoded", "not understood")]
    public void A_method_in_the_path_takes_any_kind_of_body(string method, string path, string query, string body, string? contentType, string words) =>
        AnyBody.Send(path, body, contentType, query, method).ShouldBe(words);

    [Theory]
    [InlineData("""{"message":{"from":{"id":7},"chat":{"id":7},"business_connection_id":"b","date":1795334400}}""", "7 at b on 2026-11-22T08:00:00")]
    [InlineData("""{"message":{"from":{"id":8},"chat":{"id":7},"business_connection_id":"b","date":1795334400}}""", "nothing")]
    [InlineData("""{"message":{"from":{"id":7},"chat":{"id":7},"business_connection_id":"b"}}""", "nothing")]
    [InlineData("""{"edited":{"from":{"id":7},"chat":{"id":7}}}""", "nothing")]
    public void A_clients_act_is_told_by_two_values(string body, string words) => AnyBody.Webhook(body).ShouldBe(words);

    [Theory]
    [InlineData("%7B%22type%22%3A%22template%22%7D", "15005550006 at (none) Template")]
    [InlineData("%7B%22type%22%3A%22text%22%7D", "15005550006 at (none)")]
    [InlineData("Hello", "15005550006 at (none)")]
    [InlineData("%7B%22type%22%3A%22text%22%2C%22type%22%3A%22template%22%7D", "not understood")]
    [InlineData("%7B%22type%22%3A%22template%22", "not understood")]
    [InlineData("%5B%7B%22type%22%3A%22template%22%7D%5D", "not understood")]
    public void JSON_in_a_field_is_looked_into(string message, string words) =>
        JsonInForm.Send("/wa/api/v1/msg", $"destination=15005550006&message={message}", "application/x-www-form-urlencoded").ShouldBe(words);

    [Theory]
    [InlineData("""{"entry":[{"events":[{"owner":"b","at":1795334400000,"content":"{\"from\":\"15005550006\",\"to\":\"b\"}"}]},{"events":[{"owner":"b","at":"1795334400","content":{"from":"15005550007","to":"b"}}]}]}""", "15005550006 at (none) on 2026-11-22T08:00:00; 15005550007 at (none) on 2026-11-22T08:00:00")]
    [InlineData("""{"entry":[{"events":[{"owner":"b","at":1795334400000,"content":"{\"from\":\"b\",\"to\":\"15005550006\"}"}]}]}""", "nothing")]
    [InlineData("""{"entry":{"events":[]}}""", "not understood")]
    [InlineData("""{"entry":[{"events":["x"]}]}""", "not understood")]
    public void Events_stand_in_arrays_and_texts_hold_JSON(string body, string words) => JsonInForm.Webhook(body).ShouldBe(words);

    [Theory]
    [InlineData("the-secret", "the-secret", true)]
    [InlineData("the-secre", "the-secret", false)]
    [InlineData("", "", false)]
    public void A_shared_token_is_the_secret_itself(string header, string secret, bool isRight) =>
        new SharedToken("X-Token").Verify(header, new SignedWebhook("", "/", default, default), System.Text.Encoding.UTF8.GetBytes(secret)).ShouldBe(isRight);
}
