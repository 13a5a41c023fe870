using System.Text.RegularExpressions;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>A WhatsApp group's id, for example <c>Y2FwaV9ncm91cDox</c>.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/groups</remarks>
internal static partial class GroupId
{
    /// <summary>The id as it is, or null for anything else: an id of digits only would be a person's number.</summary>
    public static string? Canonical(string id) =>
        Form().IsMatch(id) && id.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0 ? id : null;

    [GeneratedRegex(@"^[A-Za-z0-9+/=_-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
