using System.Text.Json.Nodes;

namespace PolicyProxy.Simulator.Platform;

/// <summary>An answer of the Graph API, in the form that its documentation gives.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record GraphAnswer(int Status, JsonObject Body)
{
    private const string Outside = "This message is sent outside of allowed window.";

    /// <summary>The message was taken.</summary>
    public static GraphAnswer Taken(Channel channel, string id) => new(200, channel.IsWhatsApp
        ? new()
        {
            ["messaging_product"] = "whatsapp",
            ["contacts"] = new JsonArray(new JsonObject { ["input"] = channel.Contact, ["wa_id"] = channel.Contact }),
            ["messages"] = new JsonArray(new JsonObject { ["id"] = id }),
        }
        : new() { ["recipient_id"] = channel.Contact, ["message_id"] = id });

    /// <summary>The window is closed. WhatsApp does not answer this way: it takes the message and tells of the failure later.</summary>
    public static GraphAnswer WindowClosed(Channel channel) => channel.Platform == "Messenger"
        ? Error(400, $"(#10) {Outside}", "OAuthException", 10, 2018278)
        : Error(403, Outside, "IGApiException", 10, 2534022);

    /// <summary>The request has no access token.</summary>
    public static GraphAnswer NoToken { get; } = Error(401, "Invalid OAuth access token.", "OAuthException", 190);

    /// <summary>The request is not right.</summary>
    public static GraphAnswer Invalid(string problem) => Error(400, $"(#100) {problem}", "OAuthException", 100);

    private static GraphAnswer Error(int status, string message, string type, int code, int? subcode = null)
    {
        var error = new JsonObject { ["message"] = message, ["type"] = type, ["code"] = code };
        if (subcode is not null) error["error_subcode"] = subcode;
        error["fbtrace_id"] = $"A{Guid.NewGuid():N}";
        return new(status, new() { ["error"] = error });
    }
}
