using System.Text.Json;
using System.Text.Json.Serialization;

namespace PolicyProxy.Chaos.History;

/// <summary>The history that one load process writes: one JSON object a line, of webhooks and of sends.</summary>
internal sealed class HistoryFile(string path) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };
    private readonly Lock _lock = new();

    public void Add(WebhookAttempt attempt) => Write(new Line(attempt, null));

    public void Add(SendAttempt attempt) => Write(new Line(null, attempt));

    /// <summary>Reads what a load process wrote.</summary>
    public static (List<WebhookAttempt> Webhooks, List<SendAttempt> Sends) Read(string path)
    {
        var lines = File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Line>(line, Json)!).ToList();
        return ([.. lines.Select(line => line.Webhook).OfType<WebhookAttempt>()], [.. lines.Select(line => line.Send).OfType<SendAttempt>()]);
    }

    public void Dispose() => _file.Dispose();

    private void Write(Line line)
    {
        var text = JsonSerializer.Serialize(line, Json);
        lock (_lock) _file.WriteLine(text);
    }

    private sealed record Line(WebhookAttempt? Webhook, SendAttempt? Send);
}
