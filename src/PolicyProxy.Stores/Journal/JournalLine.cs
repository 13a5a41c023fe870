using System.Globalization;
using System.Text;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// One record of the journal as a line of text: channel, account, contact, time and expiry, and after how many milliseconds somebody is to
/// be told where somebody is, with tabs between.
/// </summary>
internal static class JournalLine
{
    /// <summary>Appends the line of a record.</summary>
    public static void Write(MemoryStream lines, in WindowRecord record)
    {
        var (channel, account, contact) = record.Conversation;
        var notify = record.NotifyAfter > TimeSpan.Zero ? $"\t{StoredWindow.Text((long)record.NotifyAfter.TotalMilliseconds)}" : "";
        ChecksummedLine.Write(lines, Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{channel}\t{account}\t{contact}\t{record.Time.ToUnixTimeMilliseconds()}\t{record.KeepUntil.ToUnixTimeMilliseconds()}{notify}")));
    }

    /// <summary>Reads a line, without what ends it.</summary>
    /// <returns>False when it is not a whole line of the journal's.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out WindowRecord record)
    {
        record = default;
        if (!ChecksummedLine.TryRead(line, out var text)) return false;

        var parts = Encoding.UTF8.GetString(text).Split('\t');
        if (parts is not [var channel, var account, var contact, var time, var keepUntil, .. var notify] || notify.Length > 1) return false;
        if (!TryReadTime(time, out var at) || !TryReadTime(keepUntil, out var until)) return false;
        var after = DateTimeOffset.UnixEpoch;
        if (notify.Length == 1 && !TryReadTime(notify[0], out after)) return false;
        record = new(new(channel, account, contact), at, until, after - DateTimeOffset.UnixEpoch);
        return true;
    }

    /// <summary>Whether a conversation can be told in one line.</summary>
    public static bool CanHold(ConversationId conversation) =>
        !$"{conversation.Channel}{conversation.Account}{conversation.Contact}".AsSpan().ContainsAny('\t', '\n');

    private static bool TryReadTime(string text, out DateTimeOffset time)
    {
        var isTime = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= StoredWindow.MaxMilliseconds;
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isTime;
    }
}
