using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>One request on a send route and the answer to it: what both sides are told of the verdict.</summary>
internal sealed class SendExchange
{
    private const string VerdictHeader = "X-Policy-Verdict";
    private const string ReasonHeader = "X-Policy-Reason";
    private const string WindowClosesHeader = "X-Policy-Window-Closes";

    private readonly MessagingMetrics _metrics;
    private readonly MessagingOutcome _outcome;
    private Channel _channel;
    private DateTimeOffset? _windowCloses;

    public SendExchange(HttpContext context, PolicyRoute route, MessagingMetrics metrics)
    {
        _metrics = metrics;
        _outcome = MessagingOutcome.Begin(context, "send");
        _channel = route.Channels[0];
        Context = context;
        Route = route;
        context.Response.OnStarting(static exchange => ((SendExchange)exchange).WriteHeadersAsync(), this);
    }

    public HttpContext Context { get; }

    public PolicyRoute Route { get; }

    /// <summary>The body, once it is read and as long as nobody else has it.</summary>
    public RequestBody? Body { get; set; }

    /// <summary>Notes the verdict of the request's one send for headers, log and metrics.</summary>
    public void Tell(SendDecision decision)
    {
        _channel = decision.Channel;
        _windowCloses = decision.Verdict.WindowCloses;
        _outcome.Set(decision);
        _metrics.Send(decision);
    }

    /// <summary>Notes the verdicts of a batch's sends: what they share is told, what differs is mixed.</summary>
    public void Tell(IReadOnlyCollection<SendDecision> decisions)
    {
        _channel = decisions.First().Channel;
        _outcome.SetBatch(decisions);
        foreach (var decision in decisions) _metrics.Send(decision);
    }

    /// <summary>Notes that the request holds no send.</summary>
    public void PassAsNoSend() => _outcome.Reason = Reason.NotASend.Word();

    /// <summary>Answers in the platform's stead.</summary>
    /// <param name="answer">What is to be said.</param>
    /// <param name="status">The status, where the cause has one of its own.</param>
    public Task AnswerAsync(GatewayAnswer answer, int? status = null)
    {
        DropBody();
        return WriteAsync(Context, _channel.Platform.Word(answer with { Status = status }, _channel.Login, Context.TraceIdentifier), status);
    }

    /// <summary>Answers as the platform does when it has taken a send.</summary>
    public Task AcceptAsync(PlatformAnswer answer)
    {
        DropBody();
        return WriteAsync(Context, answer, status: null);
    }

    /// <summary>Gives the request to the proxy.</summary>
    /// <param name="rewritten">What is forwarded instead; null for what came.</param>
    public void PassOn(ForwardedRequest? rewritten)
    {
        var request = Context.Request;
        if (rewritten?.Query is { } query) request.QueryString = new($"?{query}");
        if (rewritten?.Body is not { } body)
        {
            Body?.PassOn();
            Body = null;
            return;
        }

        DropBody();
        request.Body = MemoryMarshal.TryGetArray(body, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(body.ToArray());
        request.Headers.Remove(HeaderNames.TransferEncoding);
        request.Headers.Remove(HeaderNames.ContentEncoding);
        request.ContentLength = body.Length;
        WholeBodyContent.Offer(Context, new(body));
    }

    /// <summary>Takes the body off the connection, where it is not forwarded.</summary>
    public void DropBody()
    {
        Body?.Discard();
        Body = null;
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

    /// <summary>What is told of the verdict of one send that stands among others: the headers of its own answer.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(SendDecision decision)
    {
        yield return new(VerdictHeader, MessagingOutcome.Word(decision));
        yield return new(ReasonHeader, decision.Verdict.Reason.Word());
        if (decision.Verdict.WindowCloses is { } closes) yield return new(WindowClosesHeader, Write(closes));
    }

    private Task WriteHeadersAsync()
    {
        var headers = Context.Response.Headers;

        // Where there is nothing to tell, what the platform says under the same name goes, too.
        headers[VerdictHeader] = _outcome.Verdict;
        headers[ReasonHeader] = _outcome.Reason;
        headers[WindowClosesHeader] = _windowCloses is { } closes ? Write(closes) : null;
        return Task.CompletedTask;
    }

    private static string Write(DateTimeOffset time)
    {
        // 2026-11-22T08:00:00.1230000Z without the noughts at the end.
        Span<char> text = stackalloc char[28];
        time.UtcDateTime.TryFormat(text, out _, "o", CultureInfo.InvariantCulture);
        return $"{text[..23].TrimEnd('0').TrimEnd('.')}Z";
    }
}
