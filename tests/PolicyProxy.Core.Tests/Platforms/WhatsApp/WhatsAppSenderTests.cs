using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

/// <summary>Whose window a WhatsApp webhook opens: under every id that it says the client has, and under no other.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids</remarks>
public class WhatsAppSenderTests
{
    private const string User = "US.13491208655302741918";
    private const string Parent = "US.ENT.11815799212886844830";
    private const string From = "\"from\":\"15550123456\"";
    private const string Nobody = "";

    public static TheoryData<string, string, string> Senders => new()
    {
        // who sent the message, the contacts beside it, the ids whose window opens
        { From, "", "15550123456" },
        { $"{From},\"from_user_id\":\"{User}\"", "", $"15550123456 {User}" },
        { $"{From},\"from_parent_user_id\":\"{Parent}\"", "", $"15550123456 {Parent}" },
        { $"\"from\":\"{User}\"", "", User },
        { $"\"from\":\"{User}\",\"from_user_id\":\"{User}\"", "", User },
        { From, $"{{\"wa_id\":\"15550123456\",\"user_id\":\"{User}\",\"parent_user_id\":\"{Parent}\"}}", $"15550123456 {User} {Parent}" },
        { $"\"from_user_id\":\"{User}\"", $"{{\"user_id\":\"{User}\",\"parent_user_id\":\"{Parent}\"}}", $"{User} {Parent}" },
        { $"{From},\"from_user_id\":\"{User}\"", $"{{\"wa_id\":\"1\",\"user_id\":\"{User}\",\"parent_user_id\":\"{Parent}\"}}", $"15550123456 {User} {Parent}" },
        { From, $"{{\"wa_id\":\"1\"}},{{\"wa_id\":\"15550123456\",\"user_id\":\"{User}\"}}", $"15550123456 {User}" },

        // Somebody else's, or nobody's.
        { From, $"{{\"wa_id\":\"15550123457\",\"user_id\":\"{User}\"}}", "15550123456" },
        { From, $"{{\"parent_user_id\":\"{Parent}\"}}", "15550123456" },
        { $"\"from_user_id\":\"{User}\"", $"{{\"parent_user_id\":\"{Parent}\"}}", User },
        { "\"from\":\"nobody\"", $"{{\"wa_id\":\"nobody\",\"user_id\":\"{User}\"}}", Nobody },
        { "\"from\":\"+1 (555) 010-0001\"", "", Nobody },
        { $"{From},\"group_id\":\"Y2FwaV9ncm91cDox\"", $"{{\"wa_id\":\"15550123456\",\"user_id\":\"{User}\"}}", "Y2FwaV9ncm91cDox" },
        { $"{From},\"group_id\":\"12345\"", "", Nobody },
        { $"{From},\"group_id\":true", "", Nobody },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public void A_message_opens_the_window_of_its_sender(string sender, string contacts, string ids) =>
        Opened("messages", $"\"contacts\":[{contacts}],\"messages\":[{{{sender},\"type\":\"text\",\"timestamp\":\"1795334400\"}}]").ShouldBe(ids);

    [Theory]
    [InlineData("USER_INITIATED", "connect", "15550123456")]
    [InlineData("USER_INITIATED", "terminate", Nobody)]
    [InlineData("BUSINESS_INITIATED", "connect", Nobody)]
    [InlineData("BUSINESS_INITIATED", "terminate", Nobody)]
    public void A_call_opens_the_window_of_a_client_who_made_it(string direction, string what, string ids) =>
        Opened("calls", $"\"calls\":[{{{From},\"direction\":\"{direction}\",\"event\":\"{what}\",\"timestamp\":\"1795334400\"}}]").ShouldBe(ids);

    private static string Opened(string field, string value) =>
        string.Join(", ", Api.Contacts(
            $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"{{{field}}}","value":{
              "metadata":{"display_phone_number":"+1 555-010-0001","phone_number_id":"222333444555666"},{{{value}}}}}]}]}
            """).Select(contact => string.Join(' ', contact.Contacts)));
}
