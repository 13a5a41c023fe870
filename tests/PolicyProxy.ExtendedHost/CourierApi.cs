using System.Buffers;
using System.Text.Json;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;

namespace PolicyProxy.ExtendedHost;

/// <summary>
/// The courier's API: <c>POST /v1/letters {"to":"@ada","text":"..."}</c> sends, and a webhook
/// <c>{"letters":[{"from":"@ada","at":"2026-11-22T08:00:00Z"}]}</c> tells who has written.
/// </summary>
internal sealed class CourierApi : IMessagingApi
{
    private static readonly string[] Platforms = [CourierPlatform.PlatformName];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    public bool TryReadClientContacts(ReadOnlySequence<byte> body, DateTimeOffset receivedAt, ICollection<ClientContact> contacts, ICollection<UnreadableEvent> unreadable)
    {
        if (Read<Webhook>(body) is not { Letters: { } letters }) return false;
        foreach (var letter in letters)
        {
            if (CourierPlatform.Handle(letter.From) is { } contact && letter.At is { } time)
                contacts.Add(new(CourierPlatform.PlatformName, null, [contact], time < receivedAt ? time : receivedAt));
            else unreadable.Add(new(CourierPlatform.PlatformName, contacts.Count + unreadable.Count + 1, "from and at", "no handle, or no time"));
        }

        return true;
    }

    public IReadOnlyList<ClientContact> ReadChangedContacts(ReadOnlySequence<byte> body) => [];

    public IReadOnlyList<string> ReadContactIds(OutboundSend send, ReadOnlyMemory<byte> answer) => [];

    public SendTarget ReadTarget(in ApiRequest request) => request is { Method: "POST", Path: "/v1/letters" }
        ? SendTarget.At("letters", request.Path, request.FixedAccount)
        : SendTarget.None;

    public SendReading ReadSends(SendTarget target, in ApiRequest request, ReadOnlySequence<byte> body)
    {
        var reading = Read<Letter>(body) is { } letter && CourierPlatform.Handle(letter.To) is { } contact
            ? SendReading.Of(new OutboundSend { Platforms = Platforms, Contact = contact, Content = ContentKind.Text })
            : SendReading.NotUnderstood("a letter has to be JSON that says to which handle it goes");
        return reading with { Platforms = Platforms };
    }

    private static T? Read<T>(ReadOnlySequence<byte> body)
        where T : class
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            return JsonSerializer.Deserialize<T>(ref reader, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Webhook(IReadOnlyList<Received>? Letters);

    private sealed record Received(string? From, DateTimeOffset? At);

    private sealed record Letter(string? To);
}
