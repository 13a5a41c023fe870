using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.Messenger;

public class MessengerContractTests : GraphPlatformContract
{
    public static TheoryData<string> Fixtures => FilesOf("Messenger");

    protected override string Name => "Messenger";

    protected override string TextWebhook =>
        """
        {"object":"page","entry":[{"id":"104100200300400","time":1795334400312,"messaging":[{"sender":{"id":"7012345678901234"},
          "recipient":{"id":"104100200300400"},"timestamp":1795334400000,"message":{"mid":"m_1","text":"Hello"}}]}]}
        """;

    protected override string TextSend =>
        """{"recipient":{"id":"7012345678901234"},"messaging_type":"RESPONSE","message":{"text":"Hello"}}""";

    protected override string Account => "104100200300400";

    protected override string Contact => "7012345678901234";

    protected override bool WindowIsPerAccount => false;

    protected override bool CanExtendWindow => true;

    protected override OutsideWindowKind[] OutsideWindowKinds =>
        [OutsideWindowKind.Utility, OutsideWindowKind.OptInToken, OutsideWindowKind.PrivateReply];

    protected override (int Status, int Code, int? Subcode, string Type) Closed => (400, 10, 2018278, "OAuthException");

    protected override string ClosedMessage => "(#10) This message is sent outside of allowed window.";

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_fixture_opens_what_the_manifest_says(string file) => ShouldOpenWhatTheManifestSays(file);

    [Fact]
    public void A_closed_answer_has_no_error_data() => Error(AnswerKind.NotDelivered).TryGetProperty("error_data", out _).ShouldBeFalse();
}
