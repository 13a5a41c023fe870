using System.Text.Json;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>An event as it reached whoever is told of windows.</summary>
internal sealed record ToldEvent(
    string Id, string Type, string Channel, string? Account, string Contact, DateTimeOffset LastContact, DateTimeOffset Closes, DateTimeOffset Time, int? MinutesLeft)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static ToldEvent Read(ReceivedRequest request) => JsonSerializer.Deserialize<ToldEvent>(request.Body, Strict)!;
}
