using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Windows;

/// <summary>The vectors of the authors' own implementation (https://github.com/veorq/SipHash/blob/master/vectors.h), as OpenSSL gives them, too.</summary>
public sealed class SipHashTests
{
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(2, "8177228DA4A45DC7FCA38BDEF60AFFE4")]
    [InlineData(7, "A1F1EBBED8DBC153C0B84AA61FF08239")]
    [InlineData(8, "3B62A9BA6258F5610F83E264F31497B4")]
    [InlineData(9, "264499060AD9BAABC47F8B02BB6D71ED")]
    [InlineData(15, "5493E99933B0A8117E08EC0F97CFC3D9")]
    [InlineData(16, "6EE2A4CA67B054BBFD3315BF85230577")]
    [InlineData(36, "3DC47D1F29C448461E9E76ED904F6711")]
    [InlineData(63, "5150D1772F50834A503E069A973FBD7C")]
    public void It_hashes_as_its_authors_do(int length, string expected)
    {
        var (first, second) = new SipHash(Numbered(16)).Of(Numbered(length));

        Convert.ToHexString([.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(second)]).ShouldBe(expected);
    }

    [Fact]
    public void Two_secret_keys_are_not_the_same() => SipHash.WithSecretKey().Of("a"u8).ShouldNotBe(SipHash.WithSecretKey().Of("a"u8));

    private static byte[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(number => (byte)number)];
}
