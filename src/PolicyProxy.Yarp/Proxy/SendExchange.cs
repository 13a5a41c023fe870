using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>One request on a send route and the answer to it: what both sides are told of the verdict.</summary>
internal sealed class SendExchange
{
    private readonly PolicyRoute _route;
    private DateTimeOffset? _windowCloses;

    public SendExchange(HttpContext context, PolicyRoute route)
    {
        _route = route;
        Context = context;
        Outcome = MessagingOutcome.Begin(context, "send");
        context.Response.OnStarting(WriteHeadersAsync);
    }

    public HttpContext Context { get; }

    public MessagingOutcome Outcome { get; }

    /// <summary>The platform the request is written for; null when it does not say.</summary>
    public string? Platform { get; set; }

    /// <summary>The channel whose policy holds; the route's first one of the platform until it is known.</summary>
    [AllowNull]
    public Channel Channel
    {
        get => field ?? _route.Channels.FirstOrDefault(channel => channel.Platform.Name == Platform) ?? _route.Channels[0];
        set;
    }

    /// <summary>The body, once it is read and as long as nobody else has it.</summary>
    public RequestBody? Body { get; set; }

    /// <summary>Whether verdicts are only told: of a request that belongs to no channel yet, when that holds for the whole route.</summary>
    public bool IsObserving => _route.Channels.All(channel => channel.IsObserving);

    /// <summary>Notes the verdict for headers and log.</summary>
    public void Tell(OutboundSend? send, in Verdict verdict)
    {
        Outcome.Set(Channel, send, verdict);
        _windowCloses = verdict.WindowCloses;
    }

    /// <summary>Notes that the request holds no send.</summary>
    public void PassAsNoSend() => Outcome.Reason = Reason.NotASend.Word();

    /// <summary>Answers in the platform's stead.</summary>
    /// <param name="answer">What is to be said.</param>
    /// <param name="status">The status, where the cause has one of its own.</param>
    public Task AnswerAsync(GatewayAnswer answer, int? status = null)
    {
        Body?.Discard();
        Body = null;
        return WriteAsync(Context, Channel.Platform.Word(answer, Channel.Login, Context.TraceIdentifier), status);
    }

    /// <summary>Gives the body to the proxy.</summary>
    public void PassBodyOn()
    {
        Body?.PassOn();
        Body = null;
    }

    /// <summary>Answers a request whose route has no channels yet, while an edit of the configuration is applied.</summary>
    public static Task AnswerUnroutedAsync(HttpContext context)
    {
        MessagingOutcome.Begin(context, "send").Reason = Reason.StoreUnavailable.Word();
        var answer = new GatewayAnswer(AnswerKind.StoreUnavailable, "the configuration is being applied");
        return WriteAsync(context, BuiltInPlatforms.All["Messenger"].Word(answer, Login.Facebook, context.TraceIdentifier), null);
    }

    private static async Task WriteAsync(HttpContext context, PlatformAnswer answer, int? status)
    {
        var response = context.Response;
        response.Headers.Clear();
        response.StatusCode = status ?? answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
    }

    private Task WriteHeadersAsync()
    {
        var headers = Context.Response.Headers;
        headers.Remove("X-Policy-Verdict");
        headers.Remove("X-Policy-Reason");
        headers.Remove("X-Policy-Window-Closes");
        if (Outcome.Verdict is not null) headers["X-Policy-Verdict"] = Outcome.Verdict;
        if (Outcome.Reason is not null) headers["X-Policy-Reason"] = Outcome.Reason;
        if (_windowCloses is { } closes)
            headers["X-Policy-Window-Closes"] = closes.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
