using System.Net.Http.Headers;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A platform and a helpdesk's side of a gateway that is a process of its own.</summary>
internal sealed class GatewayClient : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    /// <summary>Delivers a webhook with a message that the client wrote at a time.</summary>
    public Task<Answer> ClientWritesAsync(GatewayProcess gateway, Conversation conversation, DateTimeOffset time)
    {
        var body = Encoding.UTF8.GetBytes(conversation.Webhook(time));
        return PostAsync($"{gateway.Address}/webhooks/meta", body, ("X-Hub-Signature-256", RunningGateway.Sign(body, conversation.Secret)));
    }

    /// <summary>Sends a text to the client.</summary>
    public Task<Answer> SendAsync(GatewayProcess gateway, Conversation conversation) =>
        PostAsync(gateway.Address + conversation.Path, Encoding.UTF8.GetBytes(conversation.Text));

    /// <summary>Asks the administrator's listener.</summary>
    public Task<Answer> AdminAsync(GatewayProcess gateway, string path) => AdminAsync(gateway, HttpMethod.Get, path);

    public async Task<Answer> AdminAsync(GatewayProcess gateway, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, gateway.AdminAddress + path);
        using var response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Answer> PostAsync(string address, byte[] body, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
