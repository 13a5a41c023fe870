using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>An answer as it came back from the gateway.</summary>
internal sealed record Answer(int Status, ILookup<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Verdict => Header("X-Policy-Verdict");

    public string? Reason => Header("X-Policy-Reason");

    public DateTimeOffset? WindowCloses =>
        Header("X-Policy-Window-Closes") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The platform's error envelope.</summary>
    public JsonElement Error => Json.GetProperty("error");

    /// <summary>A header's value; null without one.</summary>
    public string? Header(string name) => Headers.Contains(name) ? string.Join(", ", Headers[name]) : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value.Select(value => (header.Key, value)))
            .ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }
}
