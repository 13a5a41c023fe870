using System.Diagnostics.CodeAnalysis;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Platforms.Meta.Requests;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>Reads sends of WhatsApp's Cloud API.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages</remarks>
internal static class WhatsAppSends
{
    /// <summary>The one platform that such a send is for.</summary>
    public static readonly IReadOnlyList<string> Platforms = [WhatsAppPlatform.PlatformName];

    private static readonly GraphParameter[] FreeContent =
    [
        GraphParameter.Audio, GraphParameter.Contacts, GraphParameter.Document, GraphParameter.Hsm, GraphParameter.Image,
        GraphParameter.Interactive, GraphParameter.Location, GraphParameter.Reaction, GraphParameter.Sticker, GraphParameter.Text,
        GraphParameter.Video,
    ];

    private static readonly GraphParameter[] OwnParameters =
        [
            .. FreeContent, GraphParameter.To, GraphParameter.Type, GraphParameter.Status, GraphParameter.Template, GraphParameter.RecipientType,
            GraphParameter.EncryptedContents,
        ];

    /// <summary>Says whether a request is WhatsApp's, by its <c>messaging_product</c> or, on providers that omit it, by its form.</summary>
    /// <returns>False when it could be WhatsApp's and another platform's; <paramref name="problem"/> says why.</returns>
    public static bool TryRecognise(
        SendTarget target, GraphParameters parameters, out bool isWhatsApp, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        isWhatsApp = target.Edge is GraphPath.MarketingMessages or GraphPath.MessagesEncrypted || parameters.HasAny(OwnParameters);
        if (!parameters.TryGetText(GraphParameter.MessagingProduct, out var product)) problem = "messaging_product has to be a text";
        else if (product is not null && !product.Equals("whatsapp", StringComparison.OrdinalIgnoreCase))
            problem = "messaging_product names a product that is not known";
        else isWhatsApp |= product is not null;

        if (isWhatsApp && (parameters.Has(GraphParameter.Message) || parameters.Has(GraphParameter.SenderAction)))
            problem ??= "the request is WhatsApp's and Messenger's at the same time";
        return problem is null;
    }

    public static SendReading Read(SendTarget target, GraphParameters parameters)
    {
        if (target.Edge == GraphPath.MessagesEncrypted || parameters.Has(GraphParameter.EncryptedContents))
            return SendReading.NotUnderstood("the recipient of an encrypted message cannot be read, so its reply window cannot be checked");

        var hasContent = parameters.Has(GraphParameter.Template) || parameters.HasAny(FreeContent);
        if (parameters.Has(GraphParameter.Status) || parameters.Has(GraphParameter.TypingIndicator))
        {
            return hasContent || parameters.Has(GraphParameter.Type)
                ? SendReading.NotUnderstood("a status and a message exclude each other")
                : SendReading.NotASend;
        }

        var hasRecipient = parameters.Has(GraphParameter.To) || parameters.Has(GraphParameter.Recipient);
        if (!hasContent && !hasRecipient && target.Edge != GraphPath.MarketingMessages) return SendReading.NotASend;
        if (!TryReadKind(target, parameters, out var content, out var problem)) return SendReading.NotUnderstood(problem);
        if (!HasOnlyObjects(parameters))
            return SendReading.NotUnderstood("the content is not a JSON object");
        if (!TryReadContact(parameters, out var contact, out var written, out problem)) return SendReading.NotUnderstood(problem);
        if (target.Account is not null && !DigitsId.IsValid(target.Account))
            return SendReading.NotUnderstood("the path names no phone number id of digits");

        return SendReading.Of(new OutboundSend
        {
            Platforms = Platforms,
            Account = target.Account,
            Contact = contact,
            WrittenContact = written,
            Content = content,
            OutsideKind = content == ContentKind.Template ? OutsideWindowKind.Template : null,
        });
    }

    private static bool HasOnlyObjects(GraphParameters parameters)
    {
        foreach (var member in FreeContent)
        {
            if (parameters.Has(member) && !parameters.IsContainer(member)) return false;
        }

        return true;
    }

    private static bool TryReadContact(
        GraphParameters parameters, [NotNullWhen(true)] out string? contact, out string? written, out string problem)
    {
        (contact, written) = (null, null);
        problem = "to and recipient have to be texts";
        if (!parameters.TryGetText(GraphParameter.To, out var to) || !parameters.TryGetText(GraphParameter.Recipient, out var recipient)) return false;

        problem = "recipient_type has to be individual or group";
        if (!parameters.TryGetText(GraphParameter.RecipientType, out var type)) return false;
        var isGroup = "group".Equals(type, StringComparison.OrdinalIgnoreCase);
        if (!isGroup && type is not null && !type.Equals("individual", StringComparison.OrdinalIgnoreCase)) return false;

        // Both may be given: to wins, but both have to be of the right form.
        problem = isGroup ? "to is not a group id" : "to is not a phone number, or recipient not a business-scoped user id";
        var id = to ?? recipient;
        if (id is null || (to is not null && recipient is not null && BusinessScopedUserId.Canonical(recipient) is null)) return false;
        written = id;
        contact = isGroup ? GroupId.Canonical(id) : BusinessScopedUserId.Canonical(id) ?? (to is null ? null : PhoneNumber.Canonical(id));
        return contact is not null;
    }

    // The type decides, and text is what it is when missing: the mere presence of a template makes none.
    private static bool TryReadKind(SendTarget target, GraphParameters parameters, out ContentKind content, out string problem)
    {
        content = ContentKind.Other;
        problem = "type has to be a text";
        if (!parameters.TryGetText(GraphParameter.Type, out var type)) return false;

        var isTemplate = type == "template";
        problem = "the type template has to be written in lower case";
        if (!isTemplate && "template".Equals(type, StringComparison.OrdinalIgnoreCase)) return false;

        problem = "a template goes with type template and without other content";
        if (isTemplate != parameters.Has(GraphParameter.Template)) return false;
        if (isTemplate && (!parameters.TryGetObject(GraphParameter.Template, out _) || parameters.HasAny(FreeContent))) return false;

        problem = "marketing_messages takes templates only";
        if (!isTemplate && target.Edge == GraphPath.MarketingMessages) return false;

        content = isTemplate ? ContentKind.Template : Kind(type);
        return true;
    }

    private static ContentKind Kind(string? type) => type switch
    {
        null or "text" => ContentKind.Text,
        "image" => ContentKind.Image,
        "video" => ContentKind.Video,
        "audio" => ContentKind.Audio,
        "document" => ContentKind.File,
        "sticker" => ContentKind.Sticker,
        "reaction" => ContentKind.Reaction,
        _ => ContentKind.Other,
    };
}
