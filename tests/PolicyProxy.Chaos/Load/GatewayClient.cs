using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Load;

/// <summary>Asks the gateways, as a platform and as a helpdesk, and writes each request and its answer into the history.</summary>
internal sealed class GatewayClient(IReadOnlyDictionary<string, Uri> gateways, HistoryFile history) : IDisposable
{
    /// <summary>Tells the helpdesk which delivery it is.</summary>
    public const string AttemptHeader = "X-Chaos-Attempt";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(12),
    };

    /// <summary>Delivers a webhook.</summary>
    public async Task<WebhookAttempt> DeliverAsync(string gateway, Webhook webhook, string attempt, string kind)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateways[gateway], "/webhooks/meta"));
        request.Content = Content(webhook.Body, "application/json");
        request.Headers.Add(AttemptHeader, attempt);
        if (webhook.Signature is not null) request.Headers.Add("X-Hub-Signature-256", webhook.Signature);

        var start = Moment.Now();
        var (status, _, _) = await AskAsync(request);
        var done = new WebhookAttempt
        {
            Id = attempt,
            Kind = kind,
            Gateway = gateway,
            Hash = Hash.Of(webhook.Body),
            IsForged = webhook.IsForged,
            Events = webhook.Events,
            Start = start,
            End = Moment.Now(),
            Status = status,
        };
        history.Add(done);
        return done;
    }

    /// <summary>Sends.</summary>
    /// <returns>Whether there was an answer.</returns>
    public async Task<bool> SendAsync(string gateway, SendRequest send)
    {
        var body = Encoding.UTF8.GetBytes(send.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateways[gateway], send.Path)) { Content = Content(body, send.ContentType) };

        var start = Moment.Now();
        var (status, headers, answer) = await AskAsync(request);
        var end = Moment.Now();
        var (verdict, reason) = (Header(headers, "X-Policy-Verdict"), Header(headers, "X-Policy-Reason"));
        var outcomes = send.Form == "batch"
            ? SendAnswer.ReadBatch(status, verdict, answer, send.Elements.Count)
            : [SendAnswer.ReadSingle(status, verdict, reason)];
        history.Add(new SendAttempt
        {
            Gateway = gateway,
            Form = send.Form,
            Hash = Hash.Of(body),
            Elements = [.. send.Elements.Zip(outcomes, (element, outcome) => element with { Outcome = outcome })],
            Start = start,
            End = end,
            Status = status,
            Verdict = verdict,
            Reason = reason,
            Closes = Header(headers, "X-Policy-Window-Closes") is { } closes ? DateTimeOffset.Parse(closes, CultureInfo.InvariantCulture) : null,
        });
        return status != 0;
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int Status, HttpResponseHeaders? Headers, string Body)> AskAsync(HttpRequestMessage request)
    {
        try
        {
            using var response = await _http.SendAsync(request);
            return ((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            // No answer: what became of the request is not known, and the history says so.
            return (0, null, "");
        }
    }

    private static ByteArrayContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        return content;
    }

    private static string? Header(HttpResponseHeaders? headers, string name) =>
        headers is not null && headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
