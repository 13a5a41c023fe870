using System.Net.Http.Headers;
using PolicyProxy.Platforms.Meta;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>Posts events to whoever is told of windows, signed as a platform signs its webhooks.</summary>
internal sealed class EventReceiver : IDisposable
{
    /// <summary>How long a receiver may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,

        // A receiver that moves to another address is found there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Patience,
    };

    /// <summary>Posts an event once.</summary>
    /// <param name="policy">Where to, and what it is signed with.</param>
    /// <param name="body">The event.</param>
    /// <returns>Why the receiver has not taken it, without its address; null when it has.</returns>
    public async Task<string?> TryPostAsync(NotifyPolicy policy, ReadOnlyMemory<byte> body)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, policy.Url) { Content = content };
        request.Headers.Add(HubSignature.Header, HubSignature.Write(body.Span, policy.Secret));
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return answer.IsSuccessStatusCode ? null : $"the receiver answers {(int)answer.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return $"the receiver cannot be reached ({exception.HttpRequestError})";
        }
        catch (TaskCanceledException)
        {
            return $"the receiver does not answer within {Patience.TotalSeconds} seconds";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
