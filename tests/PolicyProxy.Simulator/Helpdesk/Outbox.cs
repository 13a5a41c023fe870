using System.Security.Cryptography;
using System.Text.Json;
using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>Sends agents' messages to what the helpdesk takes for the platform.</summary>
/// <param name="platform">The address that somebody has set: the gateway's.</param>
internal sealed class Outbox(Uri platform) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(1) };
    private readonly string _token = $"EAA{Convert.ToHexString(RandomNumberGenerator.GetBytes(24))}";

    /// <summary>Sends a message.</summary>
    /// <returns>How the answer is to be read, and what went over the wire.</returns>
    public async Task<(SendAnswer Answer, Exchange Exchange)> SendAsync(Channel channel, string text, SendKind kind)
    {
        const string Title = "The helpdesk to the gateway";
        var body = JsonSerializer.Serialize(SendBody.Of(channel, text, kind));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(platform, $"{channel.ApiPrefix}/v24.0/{channel.Account}/messages"))
        {
            Content = new StringContent(body, null, "application/json"),
            Headers = { Authorization = new("Bearer", _token) },
        };
        var asked = WireText.Of(request, body);
        try
        {
            using var answer = await _client.SendAsync(request);
            var answered = await answer.Content.ReadAsStringAsync();
            return (SendAnswer.Read(answer, answered), new(Title, asked, WireText.Of(answer, answered)));
        }
        catch (HttpRequestException exception)
        {
            return (new(MessageState.TryAgain, "Nobody answers."), new(Title, asked, $"No answer: {exception.Message}"));
        }
    }

    public void Dispose() => _client.Dispose();
}
