using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyProxy.Policy;

namespace PolicyProxy.Yarp.Notifications;

/// <summary>What is told of a window: that it is about to close, or has closed.</summary>
/// <param name="Conversation">The conversation.</param>
/// <param name="Account">The business side; null where it is not known.</param>
/// <param name="LastContact">When the client last wrote.</param>
/// <param name="Closes">When the window closes or closed.</param>
/// <param name="Left">How much was to be left when it is told; zero once the window has closed.</param>
internal sealed record WindowEvent(ConversationId Conversation, string? Account, DateTimeOffset LastContact, DateTimeOffset Closes, TimeSpan Left)
{
    private const int IdBytes = 16;

    /// <summary>The word of the event, also in metrics.</summary>
    public string Type => Left > TimeSpan.Zero ? Closing : Closed;

    /// <summary>The window is about to close.</summary>
    public const string Closing = "window.closing";

    /// <summary>The window has closed.</summary>
    public const string Closed = "window.closed";

    // The same from every gateway and at every attempt, so that the receiver knows what it gets twice.
    private string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Conversation.Channel}\n{Conversation.Account}\n{Conversation.Contact}\n{LastContact.ToUnixTimeMilliseconds()}\n{Left.TotalMinutes}"))).AsSpan(..IdBytes));

    /// <summary>The event as it is posted.</summary>
    /// <param name="now">When it is posted.</param>
    public ReadOnlyMemory<byte> ToJson(DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("type", Type);
            json.WriteString("channel", Conversation.Channel);
            json.WriteString("account", Account);
            json.WriteString("contact", Conversation.Contact);
            json.WriteString("lastContact", LastContact.UtcDateTime);
            json.WriteString("closes", Closes.UtcDateTime);
            if (Left > TimeSpan.Zero) json.WriteNumber("minutesLeft", (long)Math.Ceiling((Closes - now).TotalMinutes));
            json.WriteString("time", now.UtcDateTime);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
