using PolicyProxy.Platforms.Requests;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>What a Messenger or Instagram <c>message</c> object carries.</summary>
/// <remarks>https://developers.facebook.com/docs/messenger-platform/reference/send-api</remarks>
internal static class MessageContent
{
    private static readonly string[] Members = ["text", "attachment", "attachments", "template", "sticker_id", "quick_replies"];
    private static readonly string[] AttachmentMembers = ["type"];
    private static readonly string[] TemplateMembers = ["name"];

    /// <summary>Reads the kind of content.</summary>
    /// <param name="message">The <c>message</c> object.</param>
    /// <param name="content">Its kind; <see cref="ContentKind.Other"/> for several at once.</param>
    /// <param name="isUtility">Whether it is a utility message: a pre-approved template and nothing else.</param>
    /// <returns>False when it cannot be read exactly one way.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> message, out ContentKind content, out bool isUtility)
    {
        content = ContentKind.Other;
        isUtility = false;
        var values = new MemberValues();
        if (!ObjectMembers.TryRead(message, Members, values)) return false;

        var (text, attachment, attachments, template, sticker, quickReplies) = (values[0], values[1], values[2], values[3], values[4], values[5]);
        if (!template.IsEmpty)
        {
            content = ContentKind.Template;
            isUtility = IsNamed(template);
            return JsonText.IsObject(template.Span) && text.IsEmpty && attachment.IsEmpty && attachments.IsEmpty && sticker.IsEmpty && quickReplies.IsEmpty;
        }

        var bodies = (text.IsEmpty ? 0 : 1) + (attachment.IsEmpty ? 0 : 1) + (attachments.IsEmpty ? 0 : 1) + (sticker.IsEmpty ? 0 : 1);
        if (JsonText.Elements(quickReplies).Count > 0) content = ContentKind.QuickReplies;
        else if (bodies != 1) content = ContentKind.Other;
        else if (!text.IsEmpty) content = ContentKind.Text;
        else if (!sticker.IsEmpty) content = ContentKind.Sticker;
        else return TryReadAttachments(attachment.IsEmpty ? attachments : attachment, out content);
        return true;
    }

    // A pre-approved template goes by its name.
    private static bool IsNamed(ReadOnlyMemory<byte> template)
    {
        var values = new MemberValues();
        return JsonText.IsObject(template.Span) && ObjectMembers.TryRead(template, TemplateMembers, values) && JsonText.String(values[0].Span) is { Length: > 0 };
    }

    // One attachment, or several of one kind; Meta's own Instagram sample gives "attachments" a single object.
    private static bool TryReadAttachments(ReadOnlyMemory<byte> json, out ContentKind content)
    {
        content = ContentKind.Other;
        var kinds = new HashSet<ContentKind>();
        foreach (var attachment in JsonText.Elements(json))
        {
            var values = new MemberValues();
            if (!JsonText.IsObject(attachment.Span) || !ObjectMembers.TryRead(attachment, AttachmentMembers, values)) return false;
            kinds.Add(Kind(JsonText.String(values[0].Span)));
        }

        if (kinds.Count == 1) content = kinds.Single();
        return true;
    }

    private static ContentKind Kind(string? type) => type?.ToLowerInvariant() switch
    {
        "image" => ContentKind.Image,
        "video" => ContentKind.Video,
        "audio" => ContentKind.Audio,
        "file" => ContentKind.File,
        "template" => ContentKind.Template,
        "sticker" or "like_heart" => ContentKind.Sticker,
        _ => ContentKind.Other,
    };
}
