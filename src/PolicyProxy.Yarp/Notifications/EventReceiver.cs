using System.Net.Http.Headers;
using PolicyProxy.Platforms.Meta;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Posts what the gateway tells by itself: events to whoever is told of windows, and refusals to the helpdesk.</summary>
internal sealed class EventReceiver : IDisposable
{
    /// <summary>How long a receiver of events may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // No HttpClient: that would wait for the whole answer.
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

        // A receiver that moves to another address is found there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    /// <summary>Posts an event once.</summary>
    /// <param name="policy">Where to, and what it is signed with.</param>
    /// <param name="body">The event.</param>
    /// <returns>Why the receiver has not taken it, without its address; null when it has.</returns>
    public Task<string?> TryPostAsync(NotifyPolicy policy, ReadOnlyMemory<byte> body) =>
        TryPostAsync(policy.Url, "application/json", body, [new(HubSignature.Header, HubSignature.Write(body.Span, policy.Secret))], Patience);

    /// <summary>Posts a body once.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="contentType">The body's content type.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">What else stands in the head.</param>
    /// <param name="patience">How long the answer may take.</param>
    /// <param name="client">Who posts it; null for a client without any settings.</param>
    /// <returns>Why the receiver has not taken it, without its address; null when it has.</returns>
    public async Task<string?> TryPostAsync(
        Uri url, string contentType, ReadOnlyMemory<byte> body, IEnumerable<KeyValuePair<string, string>> headers, TimeSpan patience, HttpMessageInvoker? client = null)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            using var answer = await (client ?? _client).SendAsync(request, limit.Token);
            return answer.IsSuccessStatusCode ? null : $"the receiver answers {(int)answer.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return $"the receiver cannot be reached ({exception.HttpRequestError})";
        }
        catch (OperationCanceledException)
        {
            return $"the receiver does not answer within {patience.TotalSeconds} seconds";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
