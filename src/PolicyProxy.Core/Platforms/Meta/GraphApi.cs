using System.Buffers;
using System.Collections.Concurrent;
using PolicyProxy.Platforms.Messenger;
using PolicyProxy.Platforms.Meta.Requests;
using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Platforms.Requests;
using PolicyProxy.Platforms.WhatsApp;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Meta;

/// <summary>Meta's Graph API, which WhatsApp, Messenger and Instagram share: one host, one webhook envelope, one <c>/messages</c> edge.</summary>
internal sealed class GraphApi : IMessagingApi
{
    // The paths of a company's accounts in a version or two of the API; whoever makes paths up does not fill the memory.
    private const int MostPaths = 1000;
    private const int LongestPath = 128;

    private readonly ConcurrentDictionary<(string Path, string BasePath), GraphPath> _paths = new();
    private int _pathCount;

    private GraphApi()
    {
    }

    /// <summary>The one instance: it keeps how paths are read, and nothing of requests.</summary>
    public static GraphApi Instance { get; } = new();

    public bool TryReadClientContacts(
        ReadOnlySequence<byte> body, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable) =>
        GraphWebhook.TryRead(body, receivedAt, contacts, unreadable);

    public IReadOnlyList<ClientContact> ReadChangedContacts(ReadOnlySequence<byte> body) => GraphWebhook.ReadChanged(body);

    public IReadOnlyList<string> ReadContactIds(OutboundSend send, ReadOnlyMemory<byte> answer)
    {
        ArgumentNullException.ThrowIfNull(send);
        return send.Platforms.Contains(WhatsAppPlatform.PlatformName) ? WhatsAppAnswers.ReadContactIds(answer) : [];
    }

    public IReadOnlyList<BusinessAccount> ReadAccounts(ReadOnlySequence<byte> body) => GraphWebhook.ReadAccounts(body);

    public SendTarget ReadTarget(in ApiRequest request)
    {
        var path = ReadPath(request.Path, request.BasePath);
        if (path.IsStrange && MaySend(request)) return SendTarget.NotUnderstood("the path can be read as a send in one way and as something else in another");
        if (path.Edge.Length == 0)
        {
            return FormText.Names(request.Query, GraphParameter.Batch.Wire())
                ? SendTarget.NotUnderstood("a batch belongs at the root of the API")
                : SendTarget.None;
        }

        if (!MaySend(request) && !FormText.Names(request.Query, GraphParameter.Batch.Wire())) return SendTarget.None;
        if (request.FixedAccount is not null && path.Account is not null && path.Account != request.FixedAccount)
            return SendTarget.NotUnderstood("the path names another account than the one that the route is configured for");
        return SendTarget.At(path.Edge, path.Canonical, request.FixedAccount ?? path.Account);
    }

    public SendReading ReadSends(SendTarget target, in ApiRequest request, ReadOnlySequence<byte> body)
    {
        ArgumentNullException.ThrowIfNull(target);

        if (GraphRequest.Read(request, body) is not { } read) return SendReading.NotUnderstood("the body's Content-Encoding cannot be undone");
        var parameters = read.Parameters;
        if (parameters.Problem is { } problem) return SendReading.NotUnderstood(problem);
        if (target.Edge == GraphPath.Batch) return GraphBatch.Read(this, request, read);
        if (read.IsBlank) return SendReading.NotUnderstood("the request is neither JSON nor a form with known parameters");
        if (parameters.Has(GraphParameter.Batch)) return SendReading.NotUnderstood("a batch cannot ride on another send");
        if (!WhatsAppSends.TryRecognise(target, parameters, out var isWhatsApp, out problem)) return SendReading.NotUnderstood(problem);

        var reading = isWhatsApp ? WhatsAppSends.Read(target, parameters) : MessengerSends.Read(target, parameters);
        return reading with
        {
            Platforms = isWhatsApp ? WhatsAppSends.Platforms : MessengerSends.Platforms,
            Rewritten = read.Text.Forwarded(),
            WithHumanAgentTag = isWhatsApp ? null : read.WithHumanAgentTag,
        };
    }

    // The same few paths come again and again.
    private GraphPath ReadPath(string path, string basePath)
    {
        if (_paths.TryGetValue((path, basePath), out var known)) return known;
        var read = GraphPath.Read(path, basePath);
        if (path.Length <= LongestPath && _pathCount < MostPaths && _paths.TryAdd((path, basePath), read)) Interlocked.Increment(ref _pathCount);
        return read;
    }

    // Graph takes ?method=post on any verb, and reads a body whatever the verb.
    private static bool MaySend(in ApiRequest request) =>
        request.Method is not ("GET" or "HEAD" or "OPTIONS" or "DELETE")
        || request.HasBody
        || FormText.HasMethodOverride(request.Query);
}
