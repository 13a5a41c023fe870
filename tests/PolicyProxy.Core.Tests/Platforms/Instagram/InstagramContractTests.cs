using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.Instagram;

/// <summary>Instagram through a Facebook Page.</summary>
public class InstagramContractTests : GraphPlatformContract
{
    public static TheoryData<string> Fixtures => FilesOf("Instagram");

    protected override string Name => "Instagram";

    protected override string TextWebhook =>
        """
        {"object":"instagram","entry":[{"id":"17841400000000001","time":1795334400312,"messaging":[{"sender":{"id":"1012345678901234"},
          "recipient":{"id":"17841400000000001"},"timestamp":1795334400000,"message":{"mid":"ig_1","text":"Hi"}}]}]}
        """;

    protected override string TextSend => """{"recipient":{"id":"1012345678901234"},"message":{"text":"Hi"}}""";

    protected override string Account => "17841400000000001";

    protected override string Contact => "1012345678901234";

    protected override bool WindowIsPerAccount => false;

    protected override bool CanExtendWindow => true;

    protected override OutsideWindowKind[] OutsideWindowKinds => [OutsideWindowKind.PrivateReply];

    protected override (int Status, int Code, int? Subcode, string Type) Closed => (400, 10, 2534022, "OAuthException");

    protected override string ClosedMessage => "(#10) This message is sent outside of allowed window.";

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_fixture_opens_what_the_manifest_says(string file) => ShouldOpenWhatTheManifestSays(file);

    [Fact]
    public void A_closed_answer_has_no_error_data() => Error(AnswerKind.NotDelivered).TryGetProperty("error_data", out _).ShouldBeFalse();
}
