using PolicyProxy.Simulator.Network;

namespace PolicyProxy.Simulator.Helpdesk;

/// <summary>What the helpdesk was answered to a message, as it reads it: by the platform's words, and not knowing of any gateway.</summary>
/// <param name="State">What became of the message, as far as the answer says.</param>
/// <param name="Note">What the agent reads.</param>
/// <param name="MessageId">The platform's id, when it took the message.</param>
/// <param name="Code">The platform's code of the error.</param>
/// <param name="Subcode">Its closer description.</param>
internal sealed record SendAnswer(MessageState State, string Note, string? MessageId = null, string? Code = null, string? Subcode = null)
{
    /// <summary>Reads an answer.</summary>
    public static SendAnswer Read(HttpResponseMessage answer, string body)
    {
        var json = JsonReading.Parse(body);
        var id = json.Text("message_id") ?? json.Each("messages").FirstOrDefault().Text("id");
        if (answer.IsSuccessStatusCode && id is not null) return new(MessageState.Sent, "", id);

        var (error, code, subcode) = (json.At("error"), json.Text("error", "code"), json.Text("error", "error_subcode"));
        if (error.Text("is_transient") == "true")
            return new(MessageState.TryAgain, error.Text("message") ?? "", null, code, subcode);
        var said = error.Text("error_user_msg") ?? error.Text("message") ?? $"The answer was {(int)answer.StatusCode}, and not one of the platform's.";
        return new(MessageState.NotDelivered, said, null, code, subcode);
    }
}
