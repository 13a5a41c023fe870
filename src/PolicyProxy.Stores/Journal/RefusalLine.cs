using System.Text.Json;
using PolicyProxy.Refusals;

namespace PolicyProxy.Stores;

/// <summary>One line of a file of refusals, as JSON: one that waits, the id of one that was told, or how an account's webhooks come.</summary>
internal sealed record RefusalLine(WaitingRefusal? Waits = null, Guid? Told = null, WebhookSource? Source = null)
{
    /// <summary>Appends it.</summary>
    public void Write(MemoryStream lines) => ChecksummedLine.Write(lines, JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads a line, without what ends it; null when it is not a whole line of such a file's.</summary>
    public static RefusalLine? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return ChecksummedLine.TryRead(line, out var text) ? JsonSerializer.Deserialize<RefusalLine>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
