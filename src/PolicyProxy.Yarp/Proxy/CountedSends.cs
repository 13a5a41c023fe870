using Microsoft.AspNetCore.Http;
using PolicyProxy.Platforms.Requests;
using PolicyProxy.Windows;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Forwards sends of which the platform takes only so many in a window, and takes back the count of those that it has not taken.</summary>
internal sealed class CountedSends(IWindowStore store)
{
    /// <summary>Forwards a send, and holds the answer back until its count is right: whoever reads it can send the next at once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decision">The send, which is counted.</param>
    /// <param name="forward">Forwards the request.</param>
    public async Task FollowAsync(HttpContext context, SendDecision decision, RequestDelegate forward)
    {
        var response = context.Response;
        var connection = response.Body;
        using var answer = new MemoryStream();
        response.Body = answer;
        try
        {
            await forward(context);
        }
        finally
        {
            response.Body = connection;
        }

        var body = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        if (IsNotTaken(context, decision, body)) await GiveBackAsync(decision);

        // What failed is answered by whoever called; a status such as 204 has no body, not even an empty one.
        if (body.Length > 0 && context.Features.Get<IForwarderErrorFeature>() is null) await connection.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Takes back the count of a send that goes nowhere, where it was counted.</summary>
    public async Task GiveBackAsync(SendDecision? decision)
    {
        if (decision?.Counted is not { } counted) return;
        try
        {
            await store.UncountSendAsync(counted);
        }
        catch (WindowStoreException)
        {
            // It stays counted until the client writes: one message too few rather than one too many. Whoever guards the store tells of it.
        }
    }

    /// <summary>Whether nothing of a request has reached the platform.</summary>
    public static bool HasNotBegun(IForwarderErrorFeature error) => error.Error == ForwarderError.NoAvailableDestinations
        || error.Exception is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        };

    // Whether it was taken for all that, when there is no answer or one of 5xx, is not known.
    private static bool IsNotTaken(HttpContext context, SendDecision decision, ReadOnlyMemory<byte> answer)
    {
        if (context.Features.Get<IForwarderErrorFeature>() is { } error) return HasNotBegun(error);
        var response = context.Response;
        return response.StatusCode switch
        {
            >= 200 and < 300 => ContentCoding.TryDecode(response.Headers.ContentEncoding, answer, out var decoded) && decision.Channel.Platform.Api.IsNotTaken(decoded),
            var status => status is >= 400 and < 500,
        };
    }
}
