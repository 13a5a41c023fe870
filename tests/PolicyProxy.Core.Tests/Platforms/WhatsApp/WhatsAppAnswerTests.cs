using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

/// <summary>By which ids WhatsApp's answer to a send calls the contact that it went to.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages, "Response syntax"</remarks>
public class WhatsAppAnswerTests
{
    private const string User = "US.13491208655302741918";
    private const string Parent = "US.ENT.11815799212886844830";

    public static TheoryData<string, string> Answers => new()
    {
        // the answer, the ids in it
        { """{"messaging_product":"whatsapp","contacts":[{"input":"+1 555 012-3456","wa_id":"15550123456"}],"messages":[{"id":"wamid.1"}]}""", "15550123456" },
        { """{"contacts":[{"wa_id":15550123456}]}""", "15550123456" },
        { """{"contacts":[{"wa_id":"5541988887777"}]}""", "554188887777" },
        { $$"""{"contacts":[{"wa_id":"15550123456","user_id":"{{User}}","parent_user_id":"{{Parent}}"}]}""", $"15550123456 {User} {Parent}" },
        { $$"""{"contacts":[{"user_id":"{{User}}"}]}""", User },
        { $$"""{"contacts":[{"wa_id":"{{User}}","user_id":"{{User}}"}]}""", User },

        // No id of a contact's.
        { """{"contacts":[{"input":"15550123456"}]}""", "" },
        { """{"contacts":[{"wa_id":"nobody","user_id":7,"parent_user_id":"us.1"}]}""", "" },
        { """{"contacts":[{"wa_id":"\ud800"}]}""", "" },
        { """{"contacts":[7]}""", "" },
        { """{"contacts":[{"wa_id":"15550123456","\ud800":1}]}""", "" },

        // Not one contact.
        { """{"contacts":[{"wa_id":"1"},{"wa_id":"2"}]}""", "" },
        { """{"contacts":[]}""", "" },
        { """{"contacts":{"wa_id":"1"}}""", "" },
        { """{"messages":[{"id":"wamid.1"}]}""", "" },

        // No answer to a send at all.
        { """[{"wa_id":"1"}]""", "" },
        { "null", "" },
        { "", "" },
        { "<html>", "" },
        { """{"contacts":[{"wa_id":"1"}]""", "" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_says_by_which_ids_a_contact_is_known(string answer, string ids) => Api.ContactIds(Send("WhatsApp"), answer).ShouldBe(ids);

    [Fact]
    public void Another_platforms_answer_is_not_asked() => Api.ContactIds(Send("Messenger", "Instagram"), """{"contacts":[{"wa_id":"1"}]}""").ShouldBeEmpty();

    private static OutboundSend Send(params string[] platforms) => new() { Platforms = platforms };
}
