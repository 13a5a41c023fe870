using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>What the shipped description makes of 360dialog's requests.</summary>
/// <remarks>https://docs.360dialog.com/docs/waba-messaging/messaging</remarks>
public sealed class Dialog360ReadingTests
{
    private const string Json = "application/json";
    private const string Text = """{"messaging_product":"whatsapp","to":"15005550006","type":"text","text":{"body":"Hi"}}""";

    private static readonly DescribedPlatform Dialog360 = DescribedPlatform.File("360dialog", "360dialog.json");

    [Theory]
    [InlineData("/marketing_messages")]
    [InlineData("/v1/marketing_messages")]
    [InlineData("/V1/Marketing_Messages/")]
    public void A_marketing_message_is_a_send(string path)
    {
        Dialog360.Send(path, """{"messaging_product":"whatsapp","to":"15005550006","type":"template","template":{"name":"sale"}}""", Json).ShouldBe("15005550006 at (none) Template");
        Dialog360.Send(path, Text, Json).ShouldBe("15005550006 at (none)");
    }

    [Theory]
    [InlineData("/messages_encrypted", """{"messaging_product":"whatsapp","encrypted_contents":"eyJ"}""")]
    [InlineData("/v1/messages_encrypted", Text)]
    [InlineData("/v1/Messages_Encrypted/", """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}""")]
    [InlineData("/messages_encrypted", "eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d")]
    [InlineData("/messages", """{"messaging_product":"whatsapp","to":"15005550006","encrypted_contents":"eyJ"}""")]
    [InlineData("/messages", """{"messaging_product":"whatsapp","recipient":"US.13491208655302741918","encrypted_contents":"eyJ"}""")]
    [InlineData("/messages", """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","encrypted_contents":"eyJ"}""")]
    public void What_is_encrypted_is_not_understood(string path, string body) => Dialog360.Send(path, body, Json).ShouldBe("not understood");

    [Theory]
    [InlineData("0015005550006")]
    [InlineData("+0015005550006")]
    [InlineData("00-1500-555-0006")]
    [InlineData("150055500061500555000615005550006")]
    public void Digits_that_are_no_number_are_not_understood(string to) =>
        Dialog360.Send("/messages", Text.Replace("15005550006", to, StringComparison.Ordinal), Json).ShouldBe("not understood");
}
