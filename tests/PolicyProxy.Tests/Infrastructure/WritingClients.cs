using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Many clients who write one message after the other, each later than the one before, until the gateway is gone.</summary>
internal sealed class WritingClients
{
    private const int Writers = 24;
    private const int ContactsEach = 40;
    private const long Step = 100;

    private readonly Random _random;
    private readonly long _start = TimeProvider.System.GetUtcNow().AddHours(-12).ToUnixTimeMilliseconds();
    private readonly long[] _told = new long[Writers * ContactsEach];
    private readonly long[] _acknowledged = new long[Writers * ContactsEach];
    private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
    private long _messages;

    public WritingClients(Random random) => _random = random;

    /// <summary>How often each status was answered.</summary>
    public IReadOnlyDictionary<HttpStatusCode, int> Answers => _answers;

    /// <summary>The contacts of which something was acknowledged: between which times, in Unix milliseconds, their last contact has to be.</summary>
    public IEnumerable<(Conversation Client, long Acknowledged, long Told)> Acknowledged =>
        from index in Enumerable.Range(0, _told.Length)
        where _acknowledged[index] > 0
        select (Client(index), _acknowledged[index], _told[index]);

    /// <summary>Writes until the gateway answers no more.</summary>
    public async Task WriteAsync(string gateway)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(gateway), Timeout = TimeSpan.FromSeconds(20) };
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(http, writer, new Random(_random.Next()))).ToList());
    }

    private async Task WriteAsync(HttpClient http, int writer, Random random)
    {
        try
        {
            // A contact belongs to one writer, which waits for the answer: nothing overtakes.
            while (true) await WriteAsync(http, (writer * ContactsEach) + random.Next(ContactsEach));
        }
        catch (HttpRequestException)
        {
            // The gateway is gone, and whether it took the message is not known.
        }
    }

    private async Task WriteAsync(HttpClient http, int index)
    {
        var client = Client(index);
        var time = _start + (Interlocked.Increment(ref _messages) * Step);
        var body = Encoding.UTF8.GetBytes(client.Webhook(DateTimeOffset.FromUnixTimeMilliseconds(time)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/meta") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Hub-Signature-256", RunningGateway.Sign(body, client.Secret));
        _told[index] = time;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode == HttpStatusCode.OK) _acknowledged[index] = time;
        _answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
    }

    private static Conversation Client(int index) => Conversation.Messenger with { Contact = $"2538171900{index:000000}" };
}
