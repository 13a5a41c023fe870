using System.Buffers;
using System.Net.Http.Headers;
using PolicyProxy.Platforms.Messenger;
using PolicyProxy.Platforms.WhatsApp;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Meta;

/// <summary>Meta's Graph API, which WhatsApp, Messenger and Instagram share: one host, one webhook envelope, one <c>/messages</c> edge.</summary>
internal sealed class GraphApi : IMessagingApi
{
    private GraphApi()
    {
    }

    /// <summary>The one instance: it keeps nothing.</summary>
    public static GraphApi Instance { get; } = new();

    public bool TryReadClientContacts(ReadOnlySequence<byte> body, DateTimeOffset receivedAt, ICollection<ClientContact> contacts) =>
        GraphWebhook.TryRead(body, receivedAt, contacts);

    public SendTarget ReadTarget(in ApiRequest request)
    {
        var path = GraphPath.Read(request.Path);
        if (path.IsStrange) return SendTarget.NotUnderstood("the path can be read as a send in one way and as something else in another");
        if (path.Edge.Length == 0) return SendTarget.None;
        if (!MaySend(request)) return SendTarget.None;
        if (request.FixedAccount is not null && path.Account is not null && path.Account != request.FixedAccount)
            return SendTarget.NotUnderstood("the path names another account than the one that the route is configured for");
        return SendTarget.At(path.Edge, path.Canonical, request.FixedAccount ?? path.Account);
    }

    public SendReading ReadSends(SendTarget target, in ApiRequest request, ReadOnlySequence<byte> body)
    {
        ArgumentNullException.ThrowIfNull(target);

        if (Encoding(request) is { } encoding) return SendReading.NotUnderstood(encoding);
        var parameters = new GraphParameters();
        QueryString.Read(request.Query, parameters);
        JsonBody.Read(body, parameters);

        if (target.Edge == GraphPath.Batch) return ReadRoot(parameters);
        if (parameters.Problem is { } problem) return SendReading.NotUnderstood(problem);
        if (body.IsEmpty && parameters.IsEmpty) return SendReading.NotUnderstood("the request has neither a body nor parameters");
        if (parameters.Has(GraphParameter.Batch)) return SendReading.NotUnderstood("a batch cannot ride on another send");
        if (!WhatsAppSends.TryRecognise(target, parameters, out var isWhatsApp, out problem)) return SendReading.NotUnderstood(problem);
        return isWhatsApp
            ? WhatsAppSends.Read(target, parameters) with { Platform = WhatsAppPlatform.PlatformName }
            : MessengerSends.Read(target, parameters);
    }

    // Graph takes ?method=post on any verb: https://developers.facebook.com/docs/graph-api/guides (long-standing, not in the current pages).
    private static bool MaySend(in ApiRequest request) =>
        request.Method is not ("GET" or "HEAD" or "OPTIONS" or "DELETE")
        || request.HasBody
        || QueryString.HasMethodOverride(request.Query);

    private static string? Encoding(in ApiRequest request)
    {
        if (request.ContentEncoding is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return "a body with a Content-Encoding cannot be read";
        if (request.ContentType is not { } contentType || !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)) return null;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return "the Content-Type cannot be read";
        return type.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            .All(parameter => parameter.Value?.Trim('"').ToUpperInvariant() is "UTF-8" or "UTF8" or "US-ASCII")
            ? null
            : "the body's charset is not UTF-8";
    }

    private static SendReading ReadRoot(GraphParameters parameters)
    {
        if (parameters.Problem is { } problem) return SendReading.NotUnderstood(problem);
        return parameters.Has(GraphParameter.Batch)
            ? SendReading.NotUnderstood("this gateway does not pass on batch requests; send each message by itself")
            : SendReading.NotASend;
    }
}
