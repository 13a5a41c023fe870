using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.Messenger;

/// <summary>What kind of request a body to the send edge of Messenger and Instagram is.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages</remarks>
public class MessengerSendTests
{
    private const string NotUnderstood = "not understood";
    private const string NotASend = "not a send";

    public static TheoryData<string, string> Bodies => new()
    {
        { """{"recipient":{"id":"7"},"message":{"text":"x"}}""", "7 Text" },
        { """{"recipient":{"id":"7"},"messaging_type":"RESPONSE","message":{"text":"x"},"notification_type":"NO_PUSH","persona_id":"1"}""", "7 Text" },
        { """{"message":{"text":"x"},"recipient":{"id":"7"},"thread_control":{"control_type":"pass","app_id":"1"}}""", "7 Text" },
        { """ { "recipient" : { "id" : "7" } , "message" : { "text" : "x" } } """, "7 Text" },

        // Not sends.
        { """{"recipient":{"id":"7"},"sender_action":"typing_on"}""", NotASend },
        { """{"recipient":{"id":"7"},"sender_action":"mark_seen"}""", NotASend },
        { """{"recipient":{"id":"7"},"sender_action":"react","payload":{"message_id":"m","reaction":"x"}}""", NotASend },
        { """{"recipient":{"id":"7"},"sender_action":"typing_on","message":null}""", NotASend },
        { """{"name":"t","language":"en","category":"UTILITY","components":[]}""", NotASend },
        { "{}", NotASend },
        { """{"access_token":"t"}""", NotASend },
        { """{"recipient":null,"message":null}""", NotASend },

        // A message and an action, or half a send.
        { """{"recipient":{"id":"7"},"sender_action":"typing_on","message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"message":null}""", NotUnderstood },
        { """{"message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":null,"message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"sender_action":null,"message":{"text":"x"}}""", "7 Text" },

        // Values that are JSON in a text.
        { """{"recipient":"{\"id\":\"7\"}","message":"{\"text\":\"x\"}"}""", "7 Text" },
        { """{"recipient":"{\"id\":7}","message":{"text":"x"}}""", "7 Text" },
        { """{"recipient":"7","message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":"{\"id\":\"7\"","message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":"\"{}\"","message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"message":"x"}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"message":["x"]}""", NotUnderstood },
        { """{"recipient":[{"id":"7"}],"message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":7,"message":{"text":"x"}}""", NotUnderstood },

        // Tags.
        { """{"recipient":{"id":"7"},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","message":{"text":"x"}}""", "7 Text tag:HUMAN_AGENT" },
        { """{"recipient":{"id":"7"},"tag":"human_agent","message":{"text":"x"}}""", "7 Text tag:human_agent" },
        { """{"recipient":{"id":"7"},"tag":"ACCOUNT_UPDATE","message":{"text":"x"}}""", "7 Text tag:ACCOUNT_UPDATE" },
        { """{"recipient":{"id":"7"},"tag":null,"message":{"text":"x"}}""", "7 Text" },
        { """{"recipient":{"id":"7"},"tag":"","message":{"text":"x"}}""", "7 Text" },
        { """{"recipient":{"id":"7"},"tag":["HUMAN_AGENT"],"message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"tag":{},"message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"tag":"\ud800","message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"messaging_type":["RESPONSE"],"message":{"text":"x"}}""", NotUnderstood },
        { """{"recipient":{"id":"7"},"message":{"text":"x","tag":"HUMAN_AGENT"}}""", "7 Text" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_is_read_exactly_one_way(string body, string reading) => InWords(body).ShouldBe(reading);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_in_segments_reads_the_same(string body, string reading) =>
        Api.InWords(Api.Read(Bytes.Split(Encoding.UTF8.GetBytes(body), 3), "/me/messages")).ShouldBe(reading);

    public static TheoryData<string, string> Recipients => new()
    {
        { """{"id":"7012345678901234"}""", "7012345678901234 Text" },
        { """{"id":7012345678901234}""", "7012345678901234 Text" },
        { """{"id":"\u0037"}""", "7 Text" },
        { """{"\u0069d":"7"}""", "7 Text" },
        { """{"id":"12345678901234567890123456789012"}""", "12345678901234567890123456789012 Text" },
        { """{"id":"0"}""", "0 Text" },
        { """{"id":"7","name":{"first_name":"A"}}""", "7 Text" },
        { """{"id":"7","user_ref":null}""", "7 Text" },

        { """{"comment_id":"104_88"}""", "nobody Text outside:PrivateReply" },
        { """{"comment_id":17865}""", "nobody Text outside:PrivateReply" },
        { """{"post_id":"104_77"}""", "nobody Text outside:PrivateReply" },
        { """{"notification_messages_token":"9012"}""", "nobody Text outside:OptInToken" },
        { """{"one_time_notif_token":"9012"}""", "nobody Text outside:OptInToken" },
        { """{"user_ref":"REF"}""", "nobody Text" },
        { """{"phone_number":"+1(212)555-2368","name":{"first_name":"A"}}""", "nobody Text" },
        { """{"thread_key":"t_1"}""", "nobody Text" },

        // Several ways at once, or none.
        { """{"id":"7","user_ref":"REF"}""", NotUnderstood },
        { """{"id":"7","comment_id":"1"}""", NotUnderstood },
        { """{"comment_id":"1","post_id":"1"}""", NotUnderstood },
        { """{"notification_messages_token":"1","id":"7"}""", NotUnderstood },
        { """{"user_ref":"r","phone_number":"+1"}""", NotUnderstood },
        { "{}", NotUnderstood },
        { """{"ids":["7"]}""", NotUnderstood },

        // Ids of a wrong form.
        { """{"id":""}""", NotUnderstood },
        { """{"id":null}""", NotUnderstood },
        { """{"id":" 7"}""", NotUnderstood },
        { """{"id":"+7"}""", NotUnderstood },
        { """{"id":"007"}""", NotUnderstood },
        { """{"id":"123456789012345678901234567890123"}""", NotUnderstood },
        { """{"id":"7a"}""", NotUnderstood },
        { """{"id":"7:x\r\nDEL y"}""", NotUnderstood },
        { """{"id":"\uff17"}""", NotUnderstood },
        { """{"id":"\u0667"}""", NotUnderstood },
        { """{"id":"\ud800"}""", NotUnderstood },
        { """{"id":7.0}""", NotUnderstood },
        { """{"id":7e3}""", NotUnderstood },
        { """{"id":4.000000000000001e15}""", NotUnderstood },
        { """{"id":-7}""", NotUnderstood },
        { """{"id":true}""", NotUnderstood },
        { """{"id":["7"]}""", NotUnderstood },
        { """{"id":["7","8"]}""", NotUnderstood },
        { """{"id":{"id":"7"}}""", NotUnderstood },
        { """{"comment_id":""}""", NotUnderstood },
        { """{"comment_id":{}}""", NotUnderstood },
        { """{"comment_id":["1"]}""", NotUnderstood },

        // Twice, or in other letters.
        { """{"id":"7","id":"8"}""", NotUnderstood },
        { """{"id":"7","\u0069d":"8"}""", NotUnderstood },
        { """{"id":"7","id":null}""", NotUnderstood },
        { """{"ID":"7"}""", NotUnderstood },
        { """{"id":"7","Id":"8"}""", NotUnderstood },
        { """{"\ud800":1,"id":"7"}""", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Recipients))]
    public void A_recipient_is_read_exactly_one_way(string recipient, string reading) =>
        InWords($$$"""{"recipient":{{{recipient}}},"message":{"text":"x"}}""").ShouldBe(reading);

    [Theory]
    [InlineData("""{"id":"7"}""", "Messenger,Instagram")]
    [InlineData("""{"comment_id":"1"}""", "Messenger,Instagram")]
    [InlineData("""{"post_id":"1"}""", "Messenger")]
    [InlineData("""{"notification_messages_token":"1"}""", "Messenger")]
    [InlineData("""{"one_time_notif_token":"1"}""", "Messenger")]
    [InlineData("""{"user_ref":"1"}""", "Messenger")]
    public void A_recipient_says_whose_the_send_can_be(string recipient, string platforms) =>
        Api.Read($$$"""{"recipient":{{{recipient}}},"message":{"text":"x"}}""").Send.ShouldNotBeNull().Platforms
            .ShouldBe(platforms.Split(','), ignoreOrder: true);

    [Theory]
    [InlineData("/v24.0/104100200300400/messages", "104100200300400")]
    [InlineData("/v24.0/my_page/messages", "my_page")]
    [InlineData("/v24.0/me/messages", null)]
    public void A_send_names_the_account_of_its_path(string path, string? account) =>
        Api.Read("""{"recipient":{"id":"7"},"message":{"text":"x"}}""", path).Send.ShouldNotBeNull().Account.ShouldBe(account);

    private static string InWords(string body) => Api.InWords(Api.Read(body));
}
