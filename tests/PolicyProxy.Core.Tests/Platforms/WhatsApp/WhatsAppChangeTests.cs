using System.Text;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

/// <summary>Which contacts have another number or user id from now on, by the ids that they had.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages, "system"</remarks>
public class WhatsAppChangeTests
{
    private const string User = "US.13491208655302741918";
    private const string System = """ "type":"system","system":{"type":"user_changed_number","wa_id":"15550777777"} """;
    private const string From = """ "from":"15550123456" """;
    private const string Nobody = "";

    public static TheoryData<string, string> Messages => new()
    {
        // a message, the old ids
        { $"{From},{System}", "15550123456" },
        { $"{From},\"from_user_id\":\"{User}\",\"type\":\"system\",\"system\":{{\"type\":\"user_changed_user_id\",\"user_id\":\"US.99\"}}", $"15550123456 {User}" },
        { $"\"from\":\"5541988887777\",{System}", "554188887777" },
        { $"\"from\":15550123456,{System}", "15550123456" },
        { $"{From},\"type\":\"s\\u0079stem\",\"system\":{{\"type\":\"user_changed_number\"}}", "15550123456" },
        { $"\"from\":\"nobody\",{System}", Nobody },
        { System, Nobody },
        { $"{From},\"type\":\"text\",\"text\":{{\"body\":\"user_changed_number\"}}", Nobody },
        { $"{From},\"system\":{{\"type\":\"user_changed_number\"}}", Nobody },
        { $"{From},\"type\":\"system\",\"system\":{{\"type\":\"of_the_future\"}}", Nobody },
        { $"{From},\"\\ud800\":1,\"type\":\"system\",\"system\":{{\"type\":\"user_changed_number\"}}", Nobody },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_change_is_told_by_the_old_ids(string message, string ids) => Changed(Webhook($"{{{message}}}")).ShouldBe(ids);

    [Fact]
    public void Every_change_of_a_webhook_is_told() =>
        Changed(Webhook($"{{{From},{System}}},{{\"from\":\"15550123457\",{System}}}")).ShouldBe("15550123456, 15550123457");

    [Fact]
    public void A_change_belongs_to_the_account_that_was_told() =>
        Api.Changed(Bytes.Whole(Webhook($"{{{From},{System}}}"))).ShouldHaveSingleItem().Account.ShouldBe(Api.PhoneNumberId);

    [Fact]
    public void A_change_is_WhatsApps() => Api.Changed(Bytes.Whole(Webhook($"{{{From},{System}}}"))).ShouldHaveSingleItem().Platform.ShouldBe("WhatsApp");

    [Theory]
    [InlineData("""{"phone_number_id":"222333444555666"}""", "15550123456")]
    [InlineData("""{"phone_number_id":"abc"}""", Nobody)]
    [InlineData("{}", Nobody)]
    [InlineData("null", Nobody)]
    public void A_change_without_an_account_is_none(string metadata, string ids) =>
        Changed(Webhook($"{{{From},{System}}}", metadata)).ShouldBe(ids);

    public static TheoryData<string> Bodies =>
    [
        // other fields and shapes that have the words in them
        Webhook($"{{{From},{System}}}").Replace("\"field\":\"messages\"", "\"field\":\"history\"", StringComparison.Ordinal),
        Webhook($"{{{From},{System}}}").Replace("\"value\"", "\"values\"", StringComparison.Ordinal),
        Webhook($"{{{From},{System}}}")[..^1],
        "\"user_changed_number\"",
        "user_changed_number",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void What_is_no_change_of_a_contact_tells_none(string body) => Changed(body).ShouldBeEmpty();

    [Fact]
    public void A_change_in_segments_is_told_the_same() =>
        Api.Changed(Bytes.Split(Encoding.UTF8.GetBytes(Webhook($"{{{From},{System}}}")), 3)).ShouldHaveSingleItem().Contacts.ShouldBe(["15550123456"]);

    [Fact]
    public void A_change_is_told_wherever_a_segment_ends()
    {
        var body = Encoding.UTF8.GetBytes(Webhook($"{{{From},{System}}}"));
        for (var size = 1; size < body.Length; size++) Api.Changed(Bytes.Split(body, size)).ShouldHaveSingleItem($"in segments of {size}");
    }

    private static string Changed(string body) =>
        string.Join(", ", Api.Changed(Bytes.Whole(body)).Select(contact => string.Join(' ', contact.Contacts)));

    private static string Webhook(string messages, string metadata = """{"display_phone_number":"15550100001","phone_number_id":"222333444555666"}""") =>
        $$$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{{{metadata}}},"messages":[{{{messages}}}]}}]}]}""";
}
