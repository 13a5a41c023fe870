using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms.WhatsApp;

/// <summary>Whom a WhatsApp send goes to: numbers as people spell them, business-scoped user ids, groups.</summary>
public class WhatsAppNumberTests
{
    private const string User = "US.13491208655302741918";
    private const string Parent = "US.ENT.11815799212886844830";
    private const string Group = "Y2FwaV9ncm91cDoxMjM0NQ==";

    public static TheoryData<string, string> Spellings => new()
    {
        { "15550123456", "15550123456" },
        { "+15550123456", "15550123456" },
        { "+1 (555) 012-3456", "15550123456" },
        { "1-555-012-3456", "15550123456" },
        { "(1) 555 0123456", "15550123456" },
        { " +15550123456 ", "15550123456" },
        { "0123", "0123" },
        { "7", "7" },
        { "12345678901234567890123456789012", "12345678901234567890123456789012" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_number_is_read_however_it_is_spelt(string to, string contact) => Contact(to).ShouldBe(contact);

    public static TheoryData<string, string> Folded => new()
    {
        // Brazil: the ninth digit of mobile numbers.
        { "5541988887777", "554188887777" },
        { "554188887777", "554188887777" },
        { "+55 41 98888-7777", "554188887777" },
        { "5511999999999", "551199999999" },

        // Mexico: the 1 after the country code.
        { "5215512345678", "525512345678" },
        { "525512345678", "525512345678" },

        // Argentina: the 9 after the country code.
        { "5491123456789", "541123456789" },
        { "541123456789", "541123456789" },
    };

    [Theory]
    [MemberData(nameof(Folded))]
    public void Two_forms_of_one_number_are_one_contact(string to, string contact) => Contact(to).ShouldBe(contact);

    [Theory]
    [InlineData("5541388887777")] // Brazil, 13 digits, but no ninth digit
    [InlineData("55419888877771")] // one digit too many
    [InlineData("551932345678")] // a 9 in the area code
    [InlineData("554198888777")] // 12 digits, the number itself begins with 9
    [InlineData("521551234567")] // Mexico, 12 digits: 1 begins the number
    [InlineData("52155123456789")]
    [InlineData("5225512345678")]
    [InlineData("549112345678")] // Argentina, 12 digits
    [InlineData("54911234567890")]
    [InlineData("5481123456789")]
    [InlineData("15219876543210")] // 521 elsewhere
    [InlineData("4915112345678")] // Germany, 13 digits
    [InlineData("5641988887777")] // Chile
    public void Other_numbers_are_left_as_they_are(string to) => Contact(to).ShouldBe(to);

    public static TheoryData<string> NotNumbers =>
    [
        "", " ", "+", "-", "()", "0015550123456", "00", "123456789012345678901234567890123", "1555O123456", "abc", "+1+5550123456", "1+5550123456",
        "++15550123456", "15550123456,15550777777", "15550123456;ext=1", "15550123456/2", "15550.123456", "15550123456:x", "tel:+15550123456",
        "\u0661\u0665550123456", "\uff11\uff15550123456", "\uff0b15550123456", "1555\u00a00123456", "1555\u20110123456", "15550123456\0", "1555\r\n0123456",
        "1555\t0123456", "{\"id\":\"1\"}", "[15550123456]", Group, "us.1349", "US.", "USA.1349", "US.13 49", "US.ENT.", "U1.1349", "US.13\u0664",
    ];

    [Theory]
    [MemberData(nameof(NotNumbers))]
    public void What_is_no_number_is_not_understood(string to) => InWords($"\"to\":{Json(to)}").ShouldBe("not understood");

    public static TheoryData<string, string> Recipients => new()
    {
        // members of the body, what is read
        { "\"to\":15550123456", "15550123456 Text" },
        { "\"to\":5541988887777", "554188887777 Text" },
        { "\"to\":0", "0 Text" },
        { "\"to\":-15550123456", "not understood" },
        { "\"to\":15550123456.0", "not understood" },
        { "\"to\":1.5550123456e10", "not understood" },
        { "\"to\":true", "not understood" },
        { "\"to\":false", "not understood" },
        { "\"to\":null", "not understood" },
        { "\"to\":[\"15550123456\"]", "not understood" },
        { "\"to\":[\"15550123456\",\"15550777777\"]", "not understood" },
        { "\"to\":{\"id\":\"15550123456\"}", "not understood" },
        { "\"to\":\"\\u0031\\u0035550123456\"", "15550123456 Text" },
        { "\"to\":\"1555\\ud8000123456\"", "not understood" },

        { $"\"recipient\":\"{User}\"", $"{User} Text" },
        { $"\"recipient\":\"{Parent}\"", $"{Parent} Text" },
        { $"\"to\":\"{User}\"", $"{User} Text" },
        { "\"recipient\":\"15550123456\"", "not understood" },
        { "\"recipient\":{\"id\":\"15550123456\"}", "not understood" },
        { "\"recipient\":\"\"", "not understood" },
        { $"\"recipient\":\"{Group}\"", "not understood" },

        // to wins, and a broken one is not made good by the other.
        { $"\"to\":\"15550123456\",\"recipient\":\"{User}\"", "15550123456 Text" },
        { $"\"recipient\":\"{User}\",\"to\":\"15550123456\"", "15550123456 Text" },
        { $"\"to\":null,\"recipient\":\"{User}\"", $"{User} Text" },
        { $"\"to\":\"15550123456\",\"recipient\":null", "15550123456 Text" },
        { $"\"to\":\"\",\"recipient\":\"{User}\"", "not understood" },
        { $"\"to\":\"nobody\",\"recipient\":\"{User}\"", "not understood" },
        { $"\"to\":\"15550123456\",\"recipient\":[]", "not understood" },

        { $"\"recipient_type\":\"individual\",\"to\":\"15550123456\"", "15550123456 Text" },
        { $"\"recipient_type\":null,\"to\":\"15550123456\"", "15550123456 Text" },
        { $"\"recipient_type\":\"group\",\"to\":\"{Group}\"", $"{Group} Text" },
        { $"\"recipient_type\":\"GROUP\",\"to\":\"{Group}\"", $"{Group} Text" },
        { $"\"recipient_type\":\"group\",\"to\":\"Y2FwaV9_cm-1cDo\"", "Y2FwaV9_cm-1cDo Text" },
        { $"\"to\":\"{Group}\"", "not understood" },
        { $"\"recipient_type\":\"individual\",\"to\":\"{Group}\"", "not understood" },
        { "\"recipient_type\":\"group\",\"to\":\"15550123456\"", "not understood" },
        { "\"recipient_type\":\"group\",\"to\":15550123456", "not understood" },
        { "\"recipient_type\":\"group\",\"to\":\"a:b\"", "not understood" },
        { "\"recipient_type\":\"group\",\"to\":\"\"", "not understood" },
        { "\"recipient_type\":\"group\"", "not understood" },
        { $"\"recipient_type\":\"crowd\",\"to\":\"{Group}\"", "not understood" },
        { "\"recipient_type\":\"\",\"to\":\"15550123456\"", "not understood" },
        { "\"recipient_type\":[],\"to\":\"15550123456\"", "not understood" },
    };

    [Theory]
    [MemberData(nameof(Recipients))]
    public void A_recipient_is_read_exactly_one_way(string members, string reading) => InWords(members).ShouldBe(reading);

    [Theory]
    [InlineData(128, false)]
    [InlineData(129, true)]
    public void A_user_id_has_at_most_128_characters(int length, bool isRefused) =>
        (InWords($"\"recipient\":\"US.{new string('7', length)}\"") == "not understood").ShouldBe(isRefused);

    private static string? Contact(string to) => Read($"\"to\":{Json(to)}").Send?.Contact;

    private static string InWords(string members) => Api.InWords(Read(members));

    private static PolicyProxy.Platforms.SendReading Read(string members) =>
        Api.Read($$$"""{"messaging_product":"whatsapp",{{{members}}},"type":"text","text":{"body":"x"}}""");

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
