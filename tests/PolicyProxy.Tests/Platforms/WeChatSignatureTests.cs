using System.Text;
using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>The vector of https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption.md, and what is near it.</summary>
public sealed class WeChatSignatureTests
{
    private const string Documented = "/recive?signature=899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059&nonce=486452656";

    [Theory]
    [InlineData(Documented, "AAAAA", true)]
    [InlineData("/?nonce=486452656&x=1&timestamp=1714037059&signature=899CF89E464EFB63F54DDAC96B0A0A235F53AA78", "AAAAA", true)]
    [InlineData(Documented, "AAAAB", false)]
    [InlineData(Documented, "", false)]
    [InlineData("/recive?signature=899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059486452656&nonce=", "AAAAA", false)]
    [InlineData("/recive?signature=%3899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059&nonce=486452656", "AAAAA", false)]
    [InlineData("/recive", "AAAAA", false)]
    public void Is_verified(string target, string token, bool isRight) =>
        new WeChatSignature().Verify("", new SignedWebhook("", target, default, default), Encoding.UTF8.GetBytes(token)).ShouldBe(isRight);
}
