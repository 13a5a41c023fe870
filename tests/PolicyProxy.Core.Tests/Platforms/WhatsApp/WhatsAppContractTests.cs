using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

public class WhatsAppContractTests : GraphPlatformContract
{
    public static TheoryData<string> Fixtures => FilesOf("WhatsApp");

    protected override string Name => "WhatsApp";

    protected override string TextWebhook =>
        """
        {"object":"whatsapp_business_account","entry":[{"id":"111222333444555","changes":[{"field":"messages","value":{
          "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100001","phone_number_id":"222333444555666"},
          "messages":[{"from":"5541988887777","id":"wamid.1","timestamp":"1795334400","type":"text","text":{"body":"Oi"}}]}}]}]}
        """;

    // Without the ninth digit, and spelt as people do.
    protected override string TextSend =>
        """{"messaging_product":"whatsapp","to":"+55 (41) 8888-7777","type":"text","text":{"body":"Oi"}}""";

    protected override string Account => "222333444555666";

    protected override string Contact => "554188887777";

    protected override bool WindowIsPerAccount => true;

    protected override bool HasSeveralIds => true;

    protected override bool CanExtendWindow => false;

    protected override OutsideWindowKind[] OutsideWindowKinds => [OutsideWindowKind.Template];

    protected override (int Status, int Code, int? Subcode, string Type) Closed => (400, 131047, null, "OAuthException");

    protected override int ThrottledCode => 130429;

    protected override string ClosedMessage => "(#131047) Re-engagement message";

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_fixture_opens_what_the_manifest_says(string file) => ShouldOpenWhatTheManifestSays(file);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_has_error_data_of_WhatsApp(AnswerKind kind) =>
        Error(kind).GetProperty("error_data").GetProperty("messaging_product").GetString().ShouldBe("whatsapp");

    [Fact]
    public void A_closed_answers_details_say_not_delivered() =>
        Error(AnswerKind.NotDelivered).GetProperty("error_data").GetProperty("details").GetString()!.ShouldContain("not delivered", Case.Sensitive);

    [Theory]
    [InlineData(AnswerKind.NotUnderstood)]
    [InlineData(AnswerKind.StoreUnavailable)]
    public void Every_other_answers_details_are_a_sentence_that_says_why(AnswerKind kind) =>
        Error(kind).GetProperty("error_data").GetProperty("details").GetString().ShouldBe("The reply window of 24 hours after the client's last message has closed.");
}
