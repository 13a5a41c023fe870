using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform that writes XML: what is read, and what is left to nobody to guess.</summary>
public sealed class DescribedXmlTests
{
    private const string Client = "<from>15005550006</from>";
    private const string Rest = "<type>text</type><to>14155238886</to><time>1795334400</time>";
    private const string Act = "15005550006 at 14155238886 on 2026-11-22T08:00:00";

    private static readonly DescribedPlatform Courier = new("Courier", RepositoryFile.Read("tests", "PolicyProxy.Tests", "Bypass", "courier.json"));

    [Theory]
    [InlineData($"<xml><letter>{Client}{Rest}</letter></xml>", Act)]
    [InlineData($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<event>\n <letter>\n  {Client}\n  {Rest}\n </letter>\n</event>\n", Act)]
    [InlineData($"\ufeff<xml><letter>{Client}{Rest}</letter></xml>", Act)]
    [InlineData($"<xml><letter><from><![CDATA[15005550006]]></from>{Rest}</letter></xml>", Act)]
    [InlineData($"<xml><letter>{Client}<type><![CDATA[text]]></type><to>14155238886</to><time>2026-11-22T08:00:00Z</time></letter></xml>", Act)]
    [InlineData($"<xml><letter><from>1500555&#48;006</from>{Rest}</letter></xml>", Act)]
    [InlineData($"<xml><text><![CDATA[<letter><from>15005550007</from></letter>]]></text><letter>{Client}{Rest}</letter></xml>", Act)]
    [InlineData($"<xml><!-- a --><?b c?><other a='b'>x<i/>y<!-- z --></other><letter>{Client}{Rest}</letter></xml>", Act)]
    [InlineData($"<xml><n:other xmlns:n='urn:n'><n:letter>x</n:letter></n:other><letter>{Client}{Rest}</letter></xml>", Act)]
    [InlineData($"<xml><letter>{Client}<type>read</type></letter></xml>", "nothing")]
    [InlineData($"<xml><letter><type>text</type>{Client}<to>14155238886</to></letter></xml>", "nothing")]
    [InlineData($"<xml><letter><from>nobody</from>{Rest}</letter></xml>", "nothing")]
    [InlineData("<xml/>", "nothing")]
    [InlineData("<xml><letter/></xml>", "nothing")]
    [InlineData("<xml><sealed/></xml>", "nothing")]
    public void A_webhook_is_read(string body, string words) => Courier.Webhook(body).ShouldBe(words);

    [Theory]
    [InlineData($"<xml><letter>{Client}{Client}{Rest}</letter></xml>")]
    [InlineData($"<xml><letter>{Client}{Rest}</letter><letter/></xml>")]
    [InlineData($"<xml><letter>{Client}<FROM>15005550007</FROM>{Rest}</letter></xml>")]
    [InlineData($"<xml><Letter>{Client}{Rest}</Letter></xml>")]
    [InlineData($"<xml xmlns='urn:n'><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<n:xml xmlns:n='urn:n'><letter>{Client}{Rest}</letter></n:xml>")]
    [InlineData($"<xml><letter>{Client}<n:from xmlns:n='urn:n'>15005550007</n:from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from xmlns=''>15005550006</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from id='15005550007'>15005550006</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter to='1'>{Client}{Rest}</letter></xml>")]
    [InlineData($"<xml a='b'><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from>1500555<!-- a -->0006</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from>1500555<?a b?>0006</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from>1500555<![CDATA[0006]]></from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from>15005550006<!-- a --></from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from> 15005550006</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from>\n<![CDATA[15005550006]]>\n</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from> </from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from><b>15005550006</b></from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter>x{Client}{Rest}</letter></xml>")]
    [InlineData("<xml><letter>15005550006</letter></xml>")]
    [InlineData($"<xml><letter>{Client}{Rest}</letter></xml><xml/>")]
    [InlineData($"<xml><letter>{Client}{Rest}</letter></xml>x")]
    [InlineData($" <?xml version=\"1.0\"?><xml><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<?xml version=\"1.0\" encoding=\"gb2312\"?><xml><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<?xml version=\"1.0\" encoding=\"utf-16\"?><xml><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<?xml version=\"1.1\"?><xml><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<!DOCTYPE xml><xml><letter>{Client}{Rest}</letter></xml>")]
    [InlineData($"<!DOCTYPE xml [<!ENTITY a '15005550006'>]><xml><letter><from>&a;</from>{Rest}</letter></xml>")]
    [InlineData($"<!DOCTYPE xml [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><xml><letter>{Client}{Rest}<x>&a;</x></letter></xml>")]
    [InlineData($"<xml><letter><from>&a;</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter><from>15005550006&#0;</from>{Rest}</letter></xml>")]
    [InlineData($"<xml><letter>{Client}{Rest}</xml></letter>")]
    [InlineData($"<xml><letter>{Client}{Rest}</letter>")]
    [InlineData($"<xml><sealed>x</sealed><letter>{Client}{Rest}</letter></xml>")]
    [InlineData("""{"letter":{"from":"15005550006","type":"text"}}""")]
    [InlineData("")]
    public void What_can_be_read_two_ways_is_not_understood(string body) => Courier.Webhook(body).ShouldBe("not understood");

    [Theory]
    [InlineData(63, Act)]
    [InlineData(64, "not understood")]
    public void More_than_64_levels_are_not_read(int levels, string words) =>
        Courier.Webhook($"<xml><letter>{Client}{Rest}</letter>{string.Concat(Enumerable.Repeat("<a>", levels))}{string.Concat(Enumerable.Repeat("</a>", levels))}</xml>").ShouldBe(words);

    [Theory]
    [InlineData("<xml><to>15005550006</to></xml>", "text/xml", "15005550006 at (none)")]
    [InlineData("<xml><letter><to>15005550006</to></letter></xml>", "application/xml; charset=utf-8", "15005550006 at (none)")]
    [InlineData("<xml><to>15005550006</to></xml>", null, "15005550006 at (none)")]
    [InlineData("<xml><to>15005550006</to><letter><to>15005550007</to></letter></xml>", "text/xml", "not understood")]
    [InlineData("<xml><to>15005550006</to><to>15005550007</to></xml>", "text/xml", "not understood")]
    [InlineData("<xml><to>15005550006</to></xml>", "text/xml; charset=utf-16", "not understood")]
    [InlineData("<xml><to>15005550006</to>", "text/xml", "not understood")]
    [InlineData("<xml><to>15005550006</to></xml>{\"to\":\"15005550006\"}", "text/xml", "not understood")]
    [InlineData("\ufeff<xml><to>15005550006</to></xml>", "text/xml", "15005550006 at (none)")]
    [InlineData("\ufeff\ufeff<xml><to>15005550006</to></xml>", "text/xml", "not understood")]
    [InlineData("<xml/>", "text/xml", "not understood")]
    public void A_send_is_read(string body, string? contentType, string words) => Courier.Send("/v1/letters", body, contentType).ShouldBe(words);
}
