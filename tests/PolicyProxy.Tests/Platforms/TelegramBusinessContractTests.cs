using PolicyProxy.Policy;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A Telegram bot that is connected to a business account.</summary>
public sealed class TelegramBusinessContractTests() : ProfileContract("TelegramBusiness", "telegram-business.json")
{
    protected override string? Account => "Vr8sdfAAAAaBbCc_-9";

    protected override string Contact => "1111617";

    protected override bool WindowIsPerAccount => true;

    protected override string ClosedBody => """{"ok":false,"error_code":400,"description":"Bad Request: BUSINESS_PEER_USAGE_MISSING (Message not delivered: """;

    protected override OutsideWindowKind[] OutsideWindowKinds => [];
}
