using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PolicyProxy.Platforms.Meta;

/// <summary>The Graph API's error envelope, which every answer of the gateway's own has on a Meta platform.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/guides/error-handling</remarks>
internal sealed record GraphError
{
    /// <summary>The type of nearly every error.</summary>
    public const string OAuthException = "OAuthException";

    /// <summary>The type of graph.instagram.com's errors.</summary>
    public const string InstagramException = "IGApiException";

    public required int Status { get; init; }

    public required int Code { get; init; }

    public required string Message { get; init; }

    public string Type { get; init; } = OAuthException;

    public int? Subcode { get; init; }

    public string? ForAgent { get; init; }

    /// <summary>WhatsApp's <c>error_data.details</c>; null on the other platforms, which have none.</summary>
    public string? WhatsAppDetails { get; init; }

    /// <summary>Whether the same request can succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long to wait before trying again, in seconds; null when waiting does not help or is not known to.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The error for everything but a closed window, and WhatsApp's own for a rate limit, alike on all three platforms.</summary>
    public static GraphError Common(GatewayAnswer answer) => answer.Kind switch
    {
        AnswerKind.TooLarge => Invalid(413, answer.Cause),
        AnswerKind.StoreUnavailable or AnswerKind.GatewayFailed or AnswerKind.Overloaded => Transient(503, answer.Cause) with { RetryAfterSeconds = 5 },
        AnswerKind.PlatformUnreachable or AnswerKind.PlatformBrokeOff => Transient(502, answer.Cause),
        AnswerKind.PlatformTimeout => Transient(504, answer.Cause),
        AnswerKind.Throttled => Throttled(613, "Calls to this api have exceeded the rate limit", answer),
        _ => Invalid(400, answer.Cause),
    };

    /// <summary>The error above a rate limit.</summary>
    /// <param name="code">The platform's code for it.</param>
    /// <param name="words">What the platform says with it.</param>
    /// <param name="answer">What is to be said.</param>
    public static GraphError Throttled(int code, string words, GatewayAnswer answer) => new()
    {
        Status = 400,
        Code = code,
        Message = $"(#{code}) {words}: {answer.Cause}.",
        IsTransient = true,
        RetryAfterSeconds = answer.RetryAfterSeconds,
    };

    public PlatformAnswer ToAnswer(string traceId)
    {
        var headers = new List<KeyValuePair<string, string>>(3)
        {
            new("WWW-Authenticate", $"OAuth \"Facebook Platform\" \"invalid_request\" \"{Message}\""),
            new("Cache-Control", "no-store"),
        };
        if (RetryAfterSeconds is { } seconds) headers.Add(new("Retry-After", $"{seconds}"));
        return new(Status, "application/json; charset=UTF-8", headers, ToJson(traceId));
    }

    private static GraphError Invalid(int status, string cause) =>
        new() { Status = status, Code = 100, Message = $"(#100) Invalid parameter: {cause}." };

    private static GraphError Transient(int status, string cause) =>
        new() { Status = status, Code = 2, Message = $"(#2) Service temporarily unavailable: {cause}.", IsTransient = true };

    private ReadOnlyMemory<byte> ToJson(string traceId)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", Message);
            json.WriteString("type", Type);
            json.WriteNumber("code", Code);
            if (Subcode is { } subcode) json.WriteNumber("error_subcode", subcode);
            if (IsTransient) json.WriteBoolean("is_transient", true);
            if (ForAgent is not null)
            {
                json.WriteString("error_user_title", "Message not delivered");
                json.WriteString("error_user_msg", ForAgent);
            }

            if (WhatsAppDetails is not null)
            {
                json.WriteStartObject("error_data");
                json.WriteString("messaging_product", "whatsapp");
                json.WriteString("details", WhatsAppDetails);
                json.WriteEndObject();
            }

            json.WriteString("fbtrace_id", traceId);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
