using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PolicyProxy.Gateway.Admin;

/// <summary>The body that sets a last contact: <c>{"lastContact":"2026-11-22T08:00:00Z"}</c>.</summary>
/// <param name="LastContact">ISO 8601; UTC where it names no offset.</param>
internal sealed record SeededContact([property: JsonRequired] string? LastContact)
{
    private static readonly JsonSerializerOptions Strict =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false };

    // Seconds and their fraction may be left out. In any other order, or without a year, a date could be read two ways.
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads the time from a body; null when it is not there, or none after 1970.</summary>
    /// <exception cref="BadHttpRequestException">The body is too long or broken off.</exception>
    public static async Task<DateTimeOffset?> ReadAsync(HttpRequest request)
    {
        try
        {
            var seeded = await JsonSerializer.DeserializeAsync<SeededContact>(request.Body, Strict, request.HttpContext.RequestAborted);
            return DateTimeOffset.TryParseExact(seeded?.LastContact, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                && time >= DateTimeOffset.UnixEpoch
                ? time
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
