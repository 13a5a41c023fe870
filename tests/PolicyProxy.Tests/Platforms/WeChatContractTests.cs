using PolicyProxy.Policy;

namespace PolicyProxy.Tests.Platforms;

/// <summary>WeChat, whose webhooks are XML, and which answers 200 with an error number.</summary>
public sealed class WeChatContractTests() : ProfileContract("WeChat", "wechat.json", "/cgi-bin/message/custom/send")
{
    protected override string TextSend => """{"touser":"oPL3EwABb3O9FlyYqrEq8s60XQHM","msgtype":"text","text":{"content":"Hi"}}""";

    protected override string? Account => "gh_55a07f02b729";

    protected override string Contact => "oPL3EwABb3O9FlyYqrEq8s60XQHM";

    protected override bool WindowIsPerAccount => false;

    protected override OutsideWindowKind[] OutsideWindowKinds => [];

    protected override int ClosedStatus => 200;

    protected override string ClosedBody => """{"errcode":45015,"errmsg":"response out of time limit or subscription is canceled: Message not delivered: """;
}
