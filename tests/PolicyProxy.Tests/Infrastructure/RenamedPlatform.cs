using System.Collections.Frozen;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A platform that the product does not know: a built-in one under another name.</summary>
internal sealed class RenamedPlatform(string name, IPlatform original) : IPlatform
{
    public string Name => name;

    public IMessagingApi Api => original.Api;

    public bool WindowIsPerAccount => original.WindowIsPerAccount;

    public bool HasSeveralIds => original.HasSeveralIds;

    public string ContactForm => original.ContactForm;

    public bool CanExtendWindow => original.CanExtendWindow;

    public FrozenSet<OutsideWindowKind> OutsideWindowKinds => original.OutsideWindowKinds;

    public string? CanonicalContact(string id) => original.CanonicalContact(id);

    public PlatformAnswer Word(GatewayAnswer answer, Login login, string traceId) => original.Word(answer, login, traceId);
}
