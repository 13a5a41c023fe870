using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>The ids that persons and other programs may write for a contact, and the form they are kept in.</summary>
public sealed class CanonicalContactTests
{
    [Theory]
    [InlineData("4915112345678", "4915112345678")]
    [InlineData("+49 (151) 123-45678", "4915112345678")]
    [InlineData("5511987654321", "551187654321")]
    [InlineData("US.13491208655302741918", "US.13491208655302741918")]
    [InlineData("US.ENT.11815799212886844830", "US.ENT.11815799212886844830")]
    [InlineData("Y2FwaV9ncm91cDox", "Y2FwaV9ncm91cDox")]
    [InlineData("Y2FwaV9ncm91cDo", null)]
    [InlineData("", null)]
    [InlineData("0049151123456", null)]
    [InlineData("4915O12345678", null)]
    [InlineData("Jane Doe", null)]
    [InlineData("a:b", null)]
    public void A_WhatsApp_contact_is_a_number_a_user_id_or_a_group(string written, string? kept) =>
        BuiltInPlatforms.All["WhatsApp"].CanonicalContact(written).ShouldBe(kept);

    [Theory]
    [InlineData("Messenger", "25381719828140932", "25381719828140932")]
    [InlineData("Instagram", "836284028372911", "836284028372911")]
    [InlineData("Messenger", "+25381719828140932", null)]
    [InlineData("Instagram", "US.13491208655302741918", null)]
    [InlineData("Messenger", "123456789012345678901234567890123", null)]
    public void A_contact_of_Messenger_and_Instagram_is_digits(string platform, string written, string? kept) =>
        BuiltInPlatforms.All[platform].CanonicalContact(written).ShouldBe(kept);
}
