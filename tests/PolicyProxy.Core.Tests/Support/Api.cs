using System.Buffers;
using System.Text;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.Core.Tests.Support;

/// <summary>Reads requests and webhooks as the proxy does, and says in a few words what was read.</summary>
internal static class Api
{
    public const string PhoneNumberId = "222333444555666";

    /// <summary>When a client acts in the examples.</summary>
    public static readonly DateTimeOffset Written = DateTimeOffset.FromUnixTimeSeconds(1795334400);

    /// <summary>When the gateway gets to know.</summary>
    public static readonly DateTimeOffset Received = Written.AddMinutes(5);

    private static readonly IMessagingApi Graph = BuiltInPlatforms.All["WhatsApp"].Api;

    public static SendTarget Target(string path, string method = "POST", string query = "", bool hasBody = false, string? fixedAccount = null, string basePath = "") =>
        Graph.ReadTarget(new() { Method = method, Path = path, BasePath = basePath, Query = query, HasBody = hasBody, FixedAccount = fixedAccount });

    public static SendReading Read(string body, string path = "/v24.0/222333444555666/messages", string query = "") =>
        Read(Bytes.Whole(body), path, query);

    public static SendReading Read(
        ReadOnlySequence<byte> body, string path, string query = "", string? contentType = "application/json", string? contentEncoding = null)
    {
        var request = new ApiRequest
        {
            Method = "POST",
            Path = path,
            Query = query,
            HasBody = !body.IsEmpty,
            ContentType = contentType,
            ContentEncoding = contentEncoding,
        };
        return Graph.ReadSends(Graph.ReadTarget(request), request, body);
    }

    /// <summary>A reading in words: <c>15550123456 Template outside:Template tag:X</c>, <c>not a send</c>, <c>not understood</c>.</summary>
    public static string InWords(SendReading reading)
    {
        if (reading.Problem is not null) return "not understood";
        if (reading.Batch is { } batch) return $"batch: {string.Join(" | ", batch.Elements.Select(InWords))}";
        if (reading.Send is not { } send) return "not a send";
        var words = new StringBuilder($"{send.Contact ?? "nobody"} {send.Content}");
        if (send.OutsideKind is { } kind) words.Append($" outside:{kind}");
        if (send.Tag is { } tag) words.Append($" tag:{tag}");
        return words.ToString();
    }

    public static IReadOnlyList<ClientContact> Contacts(string webhook) => Contacts(Bytes.Whole(webhook));

    public static IReadOnlyList<ClientContact> Contacts(ReadOnlySequence<byte> webhook) => Contacts(webhook, Received);

    public static IReadOnlyList<ClientContact> Contacts(ReadOnlySequence<byte> webhook, DateTimeOffset receivedAt)
    {
        var contacts = new List<ClientContact>();
        Graph.TryReadClientContacts(webhook, receivedAt, contacts, []);
        return contacts;
    }

    /// <summary>What clients did by a webhook that cannot be read: <c>WhatsApp 1 timestamp: nothing</c>.</summary>
    public static IReadOnlyList<string> Unreadable(string webhook)
    {
        var unreadable = new List<UnreadableEvent>();
        Graph.TryReadClientContacts(Bytes.Whole(webhook), Received, [], unreadable);
        return [.. unreadable.Select(one => $"{one.Platform} {one.Number} {one.Place}: {one.Found}")];
    }

    /// <summary>The contacts that a webhook says have changed.</summary>
    public static IReadOnlyList<ClientContact> Changed(ReadOnlySequence<byte> webhook) => Graph.ReadChangedContacts(webhook);

    /// <summary>The ids in the answer to a send, one behind the other.</summary>
    public static string ContactIds(OutboundSend send, string answer) => string.Join(' ', Graph.ReadContactIds(send, Encoding.UTF8.GetBytes(answer)));

    public static bool CanRead(string webhook, ICollection<ClientContact>? contacts = null) =>
        Graph.TryReadClientContacts(Bytes.Whole(webhook), Received, contacts ?? [], []);
}
