using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform whose sends say in headers to whom, for whom and what they are.</summary>
public sealed class DescribedHeaderTests
{
    private static readonly DescribedPlatform Courier = new("Courier", RepositoryFile.Read("tests", "PolicyProxy.Tests", "Bypass", "courier.json"));

    [Theory]
    [InlineData("{}", "15005550006 at 14155238886", "X-To: 15005550006", "X-From: 14155238886")]
    [InlineData("{}", "15005550006 at 14155238886", "x-TO: +15005550006", "X-FROM: 14155238886")]
    [InlineData("""{"to":"+1 500 555 0006"}""", "15005550006 at 14155238886", "X-To: 15005550006", "X-From: 14155238886")]
    [InlineData("""{"to":"15005550006"}""", "15005550006 at (none)")]
    [InlineData("{}", "15005550006 at (none) Template", "X-To: 15005550006", "X-Kind: template")]
    [InlineData("{}", "15005550006 at (none)", "X-To: 15005550006", "X-Kind: TEMPLATE")]
    [InlineData("{}", "not a send", "X-Kind: typing")]
    [InlineData("{}", "15005550006 at (none)", "X-To: 15005550006", "XX-To: 15005550007", "X-To-Too: 15005550007", "To: 15005550007")]
    public void A_header_is_read(string body, string words, params string[] headers) => Send(body, headers).ShouldBe(words);

    [Theory]
    [InlineData("{}", "X-To: 15005550006", "X-To: 15005550006")]
    [InlineData("{}", "X-To: 15005550006", "x-to: 15005550007")]
    [InlineData("{}", "X-To: 15005550006, 15005550007")]
    [InlineData("{}", "X-To: 15005550006,15005550006")]
    [InlineData("{}", "X-To: 15005550006;q=1")]
    [InlineData("{}", "X-To: \"15005550006\"")]
    [InlineData("{}", "X-To: <15005550006>")]
    [InlineData("{}", "X-To: +1 500 555 0006")]
    [InlineData("{}", "X-To: 15005550006\t")]
    [InlineData("{}", "X-To: 15005550006\u00a0")]
    [InlineData("{}", "X-To: %31%35005550006")]
    [InlineData("{}", "X-To: =?utf-8?q?15005550006?=")]
    [InlineData("""{"to":"15005550006"}""", "X-To: ")]
    [InlineData("""{"to":"15005550006"}""", "X_To: 15005550006")]
    [InlineData("""{"to":"15005550006"}""", "X-To: 15005550006", "X_To: 15005550006")]
    [InlineData("""{"to":"15005550006"}""", "X.To: 15005550007")]
    [InlineData("""{"to":"15005550006"}""", "X-To: 15005550007")]
    [InlineData("""{"to":"15005550006"}""", "X-To: nobody")]
    [InlineData("""{"to":"15005550006"}""", "X-Kind: text, typing")]
    [InlineData("""{"to":"15005550006"}""", "X-Kind: typing", "X-Kind: text")]
    [InlineData("""{"to":"15005550006"}""", "X_Kind: typing")]
    [InlineData("""{"to":"15005550006"}""", "X-From: 14155238886", "X-From: 14155238887")]
    [InlineData("{}")]
    public void A_header_that_can_be_read_two_ways_is_not_understood(string body, params string[] headers) => Send(body, headers).ShouldBe("not understood");

    private static string Send(string body, string[] headers) =>
        Courier.Send("/v1/letters", body, "application/json", headers: [.. headers.Select(header => header.Split(": ", 2)).Select(pair => (pair[0], pair[1]))]);
}
