using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Paths that some server between the helpdesk and the platform could take for a send's.</summary>
public class StrangePathTests
{
    public static TheoryData<string> Strange =>
    [
        // Dot segments, plain and encoded.
        "/v24.0/./me/messages", "/v24.0/x/../me/messages", "/v24.0/me/messages/.", "/v24.0/me/messages/..", "/../me/messages",
        "/v24.0/me/./messages", "/v24.0/x/%2e%2e/me/messages", "/v24.0/me/messages/%2e", "/v24.0/me/x/..%2fmessages",

        // Encoded letters and slashes, once and more than once.
        "/v24.0/me/%6dessages", "/v24.0/me/message%73", "/v24.0/me/%6D%65%73%73%61%67%65%73", "/v24.0/me/%256dessages", "/v24.0/me/m%2565ssages",
        "/v24.0/me/%25256dessages", "/v24.0/me%2fmessages", "/v24.0/me%2Fmessages", "/v24.0/me%252fmessages", "/v24.0%2fme%2fmessages",
        "/v24.0/m%65/messages", "/v24.0/%31%30%34/messages", "/%762%34.0/me/messages", "/v24.0/me/marketing%5fmessages",
        "/v24.0/me/messages%5fencrypted", "/v24.0/me/MESSAGE%53",

        // What some servers cut off or split at.
        "/v24.0/me\\messages", "/v24.0/me%5cmessages", "/v24.0\\me\\messages", "/v24.0/me/messages\\", "/v24.0/me/messages;x=1", "/v24.0/me;x/messages",
        "/v24.0/me/messages;", "/v24.0/me/messages%3bx", "/v24.0/me/messages?", "/v24.0/me/messages%3fx=1", "/v24.0/me/messages%23", "/v24.0/me/messages.",
        "/v24.0/me/messages..", "/v24.0/me/messages%2e", "/v24.0/me/messages%20", "/v24.0/me/%20messages", "/v24.0/me/messages%00", "/v24.0/me/messages%00.jpg",
        "/v24.0/me/messages%0a", "/v24.0/me/messages%", "/v24.0/me/messages,", "/v24.0/me/messages'", "/v24.0/me/mess-ages", "/v24.0/me/messages~",

        // Letters that look alike or fold to the same: full width, long s, Cyrillic, mathematical, sharp s, with marks.
        "/v24.0/me/\uff4dessages", "/v24.0/me/%EF%BD%8Dessages", "/v24.0/me/me\u017fsages", "/v24.0/me/m\u0435ssages", "/v24.0/me/%D0%BCessages",
        "/v24.0/me/\uff2d\uff25\uff33\uff33\uff21\uff27\uff25\uff33", "/v24.0/me/messages\u200b", "/v24.0/me/me\u0301ssages", "/v24.0/me\uff0fmessages",
        "/v24.0/me\u2215messages", "/v24.0/me/m\u00e9ssages", "/v24.0/me/me%C5%BFsages",
        "/v24.0/me/\U0001d426essages", "/v24.0/me/%F0%9D%90%A6essages", "/v24.0/me/me\u00dfages", "/v24.0/me/marketing\uff3fmessages",
        "/v24.0/me/ME\u1e9eAGES",

        // The root, where batches are posted.
        "/.", "/./", "/..", "/x/..", "/v24.0/.", "/v24.0/x/..", "/x/%2e%2e", "/v24.0/%2e", "/%2e%2e", "/%76%32%34%2e%30", "/%762%34.0/", "/v24%2e0",
        "/v24.0%2f", "/v24.0/%2F", "/%2f", "/%252f", "\\", "/\\", "/v24.0\\", "/v24.0;x", "/v24.0/;x", "/;x", "/%3bx", "/v24.0%3fx", "/v24.0/%00", "/v24.0%00x",
        "/v24.0/%20", "/%20", "/v24.0%20/", "/v24.0/photos/..", "/v24.0/%C0%80", "/104/photos/../..",

        // Bytes that are no UTF-8: a lenient reader takes some for letters.
        "/v24.0/me/%C1%ADessages", "/v24.0/me/messages%C0%80", "/v24.0/me/%FFmessages",
        "/v24.0/me%C0%AFmessages", "/v24.0/me%E0%80%AFmessages", "/v24.0/me%F0%80%80%AFmessages", "/v24.0/me%c1%9cmessages",
        "/v24.0/me%u002Fmessages", "/v24.0/me/%U006dessages", "/v24.0/x/%u002e%u002e/me/messages",
    ];

    [Theory]
    [MemberData(nameof(Strange))]
    public void A_send_under_a_stranger_reading_is_not_understood(string path)
    {
        var target = Api.Target(path);

        (target.MayHoldSend, target.Problem is null).ShouldBe((false, false));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public void A_strange_path_is_strange_under_any_verb(string method) =>
        Api.Target("/v24.0/me/%6dessages", method, "method=post").Problem.ShouldNotBeNull();
}
