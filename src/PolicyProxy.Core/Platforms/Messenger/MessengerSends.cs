using PolicyProxy.Platforms.Instagram;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Platforms.Meta.Requests;
using PolicyProxy.Platforms.Requests;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Messenger;

/// <summary>Reads sends of Messenger and of Instagram, which are written the same way.</summary>
/// <remarks>https://developers.facebook.com/docs/messenger-platform/reference/send-api</remarks>
internal static class MessengerSends
{
    private static readonly string[] MessengerOnly = [MessengerPlatform.PlatformName];

    /// <summary>The platforms that such a send can be for.</summary>
    public static readonly IReadOnlyList<string> Platforms = [MessengerPlatform.PlatformName, InstagramPlatform.PlatformName];

    private static readonly string[] Recipients =
        ["id", "comment_id", "post_id", "notification_messages_token", "one_time_notif_token", "user_ref", "phone_number", "thread_key"];

    public static SendReading Read(SendTarget target, GraphParameters parameters)
    {
        var hasMessage = parameters.Has(GraphParameter.Message);
        if (parameters.Has(GraphParameter.SenderAction))
            return hasMessage ? SendReading.NotUnderstood("message and sender_action exclude each other") : SendReading.NotASend;
        if (!hasMessage && !parameters.Has(GraphParameter.Recipient)) return SendReading.NotASend;
        if (!parameters.TryGetObject(GraphParameter.Message, out var message))
            return SendReading.NotUnderstood("message is missing or not a JSON object");
        if (!parameters.TryGetObject(GraphParameter.Recipient, out var recipient))
            return SendReading.NotUnderstood("recipient is missing or not a JSON object");
        if (!parameters.TryGetText(GraphParameter.Tag, out var tag) || !parameters.TryGetText(GraphParameter.MessagingType, out _))
            return SendReading.NotUnderstood("tag and messaging_type have to be texts");
        if (!MessageContent.TryRead(message.Value, out var content, out var isUtility))
            return SendReading.NotUnderstood("message cannot be read exactly one way");

        var send = ReadRecipient(recipient.Value);
        if (send is null)
            return SendReading.NotUnderstood("recipient has to hold exactly one id, of digits, or one other way to name a person");

        return SendReading.Of(send with
        {
            Account = target.Account,
            Content = content,
            OutsideKind = send.OutsideKind ?? (isUtility ? OutsideWindowKind.Utility : null),
            Tag = string.IsNullOrWhiteSpace(tag) ? null : tag,
        });
    }

    private static OutboundSend? ReadRecipient(ReadOnlyMemory<byte> json)
    {
        var values = new MemberValues();
        if (!ObjectMembers.TryRead(json, Recipients, values)) return null;

        var index = -1;
        for (var i = 0; i < Recipients.Length; i++)
        {
            if (values[i].IsEmpty) continue;
            if (index >= 0) return null;
            index = i;
        }

        if (index < 0 || JsonText.Scalar(values[index].Span) is not { Length: > 0 } id) return null;

        return Recipients[index] switch
        {
            "id" when DigitsId.IsValid(id) => new() { Platforms = Platforms, Contact = id },
            "id" => null,
            "comment_id" => new() { Platforms = Platforms, OutsideKind = OutsideWindowKind.PrivateReply },
            "post_id" => new() { Platforms = MessengerOnly, OutsideKind = OutsideWindowKind.PrivateReply },
            "notification_messages_token" or "one_time_notif_token" =>
                new() { Platforms = MessengerOnly, OutsideKind = OutsideWindowKind.OptInToken },
            _ => new() { Platforms = MessengerOnly },
        };
    }
}
