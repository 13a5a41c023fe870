using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.Messenger;

/// <summary>What a <c>message</c> of Messenger or Instagram carries.</summary>
/// <remarks>https://developers.facebook.com/docs/messenger-platform/reference/send-api</remarks>
public class MessengerContentTests
{
    private const string NotUnderstood = "not understood";
    private const string Template = """{"name":"order_update","language":{"code":"en"}}""";

    public static TheoryData<string, string> Messages => new()
    {
        { """{"text":"x"}""", "7 Text" },
        { """{"text":"x","metadata":"m"}""", "7 Text" },
        { """{"text":{"any":["thing",1.5,null]}}""", "7 Text" },
        { """{"text":"\ud800\udbff \udc00"}""", "7 Text" },
        { """{"te\u0078t":"x"}""", "7 Text" },
        { """{"text":null,"attachment":{"type":"image"}}""", "7 Image" },
        { """{"attachment":{"type":"image","payload":{"url":"https://x.example/i","is_reusable":true}}}""", "7 Image" },
        { """{"attachment":{"type":"IMAGE"}}""", "7 Image" },
        { """{"attachment":{"type":"video","payload":{"attachment_id":"1"}}}""", "7 Video" },
        { """{"attachment":{"type":"audio"}}""", "7 Audio" },
        { """{"attachment":{"type":"file"}}""", "7 File" },
        { """{"attachment":{"type":"sticker"}}""", "7 Sticker" },
        { """{"attachment":{"type":"like_heart"}}""", "7 Sticker" },
        { """{"sticker_id":369239263222822}""", "7 Sticker" },
        { """{"attachment":{"type":"template","payload":{"template_type":"generic","elements":[]}}}""", "7 Template" },
        { """{"attachment":{"type":"template","payload":{"template_type":"utility_messages"}}}""", "7 Template" },
        { """{"template":{"language":{"code":"en"}}}""", "7 Template" },
        { """{"template":{"name":"","language":{"code":"en"}}}""", "7 Template" },
        { """{"template":{"name":"a","name":"b","language":{"code":"en"}}}""", "7 Template" },
        { """{"attachment":{"type":"MEDIA_SHARE","payload":{"id":"1"}}}""", "7 Other" },
        { """{"attachment":{"type":"of_the_future"}}""", "7 Other" },
        { """{"attachment":{"payload":{}}}""", "7 Other" },
        { """{"attachment":{"type":1}}""", "7 Other" },
        { """{"text":"Choose","quick_replies":[{"content_type":"text","title":"A","payload":"a"}]}""", "7 QuickReplies" },
        { """{"attachment":{"type":"image"},"quick_replies":[{"content_type":"text"}]}""", "7 QuickReplies" },

        // Several attachments, and several things at once.
        { """{"attachments":[{"type":"image"},{"type":"image"}]}""", "7 Image" },
        { """{"attachments":{"type":"image","payload":{}}}""", "7 Image" },
        { """{"attachments":[{"type":"image"},{"type":"video"}]}""", "7 Other" },
        { """{"attachments":[]}""", "7 Other" },
        { """{"text":"x","attachment":{"type":"image"}}""", "7 Other" },
        { """{"text":"x","sticker_id":1}""", "7 Other" },
        { """{"attachment":{"type":"image"},"attachments":[{"type":"image"}]}""", "7 Other" },
        { """{"metadata":"m"}""", "7 Other" },
        { "{}", "7 Other" },

        // A utility message is a pre-approved template and nothing else.
        { $$$"""{"template":{{{Template}}}}""", "7 Template outside:Utility" },
        { $$$"""{"template":{{{Template}}},"metadata":"m"}""", "7 Template outside:Utility" },
        { $$$"""{"template":{{{Template}}},"text":null}""", "7 Template outside:Utility" },
        { $$$"""{"template":{{{Template}}},"text":"x"}""", NotUnderstood },
        { $$$"""{"template":{{{Template}}},"attachment":{"type":"image"}}""", NotUnderstood },
        { $$$"""{"template":{{{Template}}},"attachments":[]}""", NotUnderstood },
        { $$$"""{"template":{{{Template}}},"quick_replies":[]}""", NotUnderstood },
        { $$$"""{"template":{{{Template}}},"sticker_id":1}""", NotUnderstood },
        { """{"template":"order_update"}""", NotUnderstood },
        { """{"template":[]}""", NotUnderstood },
        { """{"template":null,"text":"x"}""", "7 Text" },

        // Twice, in other letters, or no attachment at all.
        { """{"text":"x","text":"y"}""", NotUnderstood },
        { $$$"""{"text":"x","template":null,"template":{{{Template}}}}""", NotUnderstood },
        { """{"attachment":{"type":"image","type":"template"}}""", NotUnderstood },
        { """{"attachment":{"type":"image","TYPE":"template"}}""", NotUnderstood },
        { """{"Text":"x"}""", NotUnderstood },
        { """{"\ud800":1,"text":"x"}""", NotUnderstood },
        { """{"attachment":"image"}""", NotUnderstood },
        { """{"attachments":["image"]}""", NotUnderstood },
        { """{"attachments":[{"type":"image"},null]}""", NotUnderstood },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_read_by_what_it_carries(string message, string reading) =>
        InWords($$$"""{"recipient":{"id":"7"},"message":{{{message}}}}""").ShouldBe(reading);

    [Theory]
    [InlineData("""{"comment_id":"1"}""", "nobody Template outside:PrivateReply")]
    [InlineData("""{"notification_messages_token":"1"}""", "nobody Template outside:OptInToken")]
    [InlineData("""{"user_ref":"1"}""", "nobody Template outside:Utility")]
    public void The_recipients_kind_goes_before_the_contents(string recipient, string reading) =>
        InWords($$$"""{"recipient":{{{recipient}}},"message":{"template":{{{Template}}}}}""").ShouldBe(reading);

    private static string InWords(string body) => Api.InWords(Api.Read(body));
}
