using PolicyProxy.Gateway.Commands.Explain;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands.Explain;

/// <summary>A contact is masked wherever it stands in a body, and nothing else is.</summary>
public sealed class ContactMaskTests
{
    [Theory]
    [InlineData("""{"to":"15005550006"}""", """{"to":"***0006"}""")]
    [InlineData("""{"to" : "+1 500 555-0006","wa_id":"15005550006"}""", """{"to" : "***0006","wa_id":"***0006"}""")]
    [InlineData("""{"to":"\u002B1 500 555-0006"}""", """{"to":"***0006"}""")]
    [InlineData("""{"a":"x\n15005550006, \"15005550006\""}""", """{"a":"x\n***0006, \"***0006\""}""")]
    [InlineData("""[{"body":"{\"to\":\"15005550006\"}"}]""", """[{"body":"{\"to\":\"***0006\"}"}]""")]
    [InlineData("""{"15005550006":"sms:15005550006"}""", """{"***0006":"sms:***0006"}""")]
    [InlineData("To=%2B15005550006&a=1", "To=%2B***0006&a=1")]
    [InlineData("To=%2B1%20500%20555-0006&a=1", "To=***0006&a=1")]
    [InlineData("""{"id":"9150055500061","code":15005550006}""", """{"id":"9150055500061","code":15005550006}""")]
    public void A_number(string body, string masked) => Mask("+1 500 555-0006", "15005550006", body).ShouldBe(masked);

    [Theory]
    [InlineData("code", """{"code":45015,"to":"code","text":"the code, decoded"}""", """{"code":45015,"to":"***","text":"the ***, decoded"}""")]
    [InlineData("code", "code=1&to=code", "code=1&to=***")]
    [InlineData("oAB1", """{"errcode":45015,"a":"1 of 1","to":"oAB1"}""", """{"errcode":45015,"a":"1 of 1","to":"***"}""")]
    [InlineData("2", """{"error":2,"b":-230,"to":"2","a":"20"}""", """{"error":2,"b":-230,"to":"***","a":"20"}""")]
    [InlineData("a+b=/xyz1", """{"to":"a\u002Bb=/xyz1"}""", """{"to":"***xyz1"}""")]
    [InlineData("a+b=/xyz1", "to=a%2Bb%3D%2Fxyz1", "to=***xyz1")]
    public void An_id_of_another_kind(string contact, string body, string masked) => Mask(contact, contact, body).ShouldBe(masked);

    [Fact]
    public void Without_contacts_nothing_is_masked() => new ContactMask([]).Mask("""{"a":""}""").ShouldBe("""{"a":""}""");

    private static string Mask(string written, string contact, string body) =>
        new ContactMask([new OutboundSend { Platforms = [], Account = null, Contact = contact, WrittenContact = written, Content = ContentKind.Text }]).Mask(body);
}
