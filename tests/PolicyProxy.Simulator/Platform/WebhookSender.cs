using System.Collections.Concurrent;
using System.Net;
using System.Text;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Platform;

/// <summary>Signs webhooks and brings them to the gateway, again and again until they are answered 200.</summary>
/// <param name="gateway">Where the gateway is.</param>
internal sealed class WebhookSender(Uri gateway) : IAsyncDisposable
{
    // The real ones begin at once and go on for hours or days, ever more slowly; who plays does not want to wait.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _deliveries = [];

    /// <summary>Asks for the subscription, as the platform does when a callback URL is entered.</summary>
    /// <exception cref="InvalidOperationException">The helpdesk did not answer the challenge.</exception>
    public async Task SubscribeAsync()
    {
        var challenge = $"{Random.Shared.Next()}";
        var query = $"?hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={Subscription.VerifyToken}";
        var answer = await _client.GetStringAsync(new Uri(gateway, Subscription.Path + query));
        if (answer != challenge) throw new InvalidOperationException($"The helpdesk answered the challenge {challenge} with {answer}.");
    }

    /// <summary>Delivers a webhook, however long that takes.</summary>
    /// <param name="channel">The channel, whose secret signs it.</param>
    /// <param name="body">The webhook.</param>
    /// <param name="onAttempt">Is told of every attempt: its number, and whether it was the last one.</param>
    public Task Deliver(Channel channel, byte[] body, Action<int, Exchange, bool>? onAttempt = null)
    {
        var delivery = RepeatAsync(channel, body, onAttempt);
        _deliveries.Add(delivery);
        return delivery;
    }

    /// <summary>Delivers no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await Task.WhenAll(_deliveries);
        }
        catch (OperationCanceledException)
        {
            // What was not delivered yet never will be.
        }

        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task RepeatAsync(Channel channel, byte[] body, Action<int, Exchange, bool>? onAttempt)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var (exchange, isTaken) = await TryAsync($"The platform to the gateway, attempt {attempt}", channel, body);
            onAttempt?.Invoke(attempt, exchange, isTaken);
            if (isTaken) return;
            await Task.Delay(pause, _stopping.Token);
            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
    }

    private async Task<(Exchange Exchange, bool IsTaken)> TryAsync(string title, Channel channel, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, Subscription.Path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(Subscription.SignatureHeader, Subscription.Sign(body, channel));
        var asked = WireText.Of(request, Encoding.UTF8.GetString(body));
        try
        {
            using var answer = await _client.SendAsync(request, _stopping.Token);
            var answered = WireText.Of(answer, await answer.Content.ReadAsStringAsync(_stopping.Token));
            return (new(title, asked, answered), answer.StatusCode == HttpStatusCode.OK);
        }
        catch (HttpRequestException exception)
        {
            return (new(title, asked, $"No answer: {exception.Message}"), false);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return (new(title, asked, $"No answer within {Patience.TotalSeconds} seconds"), false);
        }
    }
}
