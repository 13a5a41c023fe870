using System.Security.Cryptography;
using System.Text;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A WeChat service account, a client of it, and what WeChat pushes.</summary>
internal static class WeChatAccount
{
    public const string Token = "wechattoken0123456789";
    public const string Client = "oPL3EwABb3O9FlyYqrEq8s60XQHM";
    public const string Id = "gh_55a07f02b729";
    public const string Channel = $$"""{ "Platform": "NAME", "AppSecrets": ["an-old-token", "{{Token}}"], "Accounts": ["{{Id}}"] }""";

    public const string Path = "/cgi-bin/message/custom/send?access_token=a-token";
    public const string Text = $$$"""{"touser":"{{{Client}}}","msgtype":"text","text":{"content":"Hi"}}""";

    public static readonly string Signed = $"timestamp=1714037059&nonce=486452656&signature={Sign(Token, "1714037059", "486452656")}";

    public static readonly string WebhookTarget = $"/own/it?{Signed}&openid={Client}";

    public static string Message(string type, DateTimeOffset time, string content = "<Content><![CDATA[a & b]]></Content>") =>
        $"<xml><ToUserName><![CDATA[{Id}]]></ToUserName>\n<FromUserName><![CDATA[{Client}]]></FromUserName>\n<CreateTime>{time.ToUnixTimeSeconds()}</CreateTime>\n<MsgType><![CDATA[{type}]]></MsgType>\n{content}\n<MsgId>6241979982901678088</MsgId>\n</xml>";

#pragma warning disable CA5350 // It is what WeChat signs with.
    public static string Sign(string token, string time, string nonce) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(new[] { token, time, nonce }.Order(StringComparer.Ordinal)))));
#pragma warning restore CA5350
}
