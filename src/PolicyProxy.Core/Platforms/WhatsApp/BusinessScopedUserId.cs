using System.Text.RegularExpressions;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>A business-scoped user id, <c>US.13491208655302741918</c>, or a parent one, <c>US.ENT.11815799212886844830</c>.</summary>
/// <remarks>https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids</remarks>
internal static partial class BusinessScopedUserId
{
    /// <summary>The id as it is, or null for anything else.</summary>
    public static string? Canonical(string id) => Form().IsMatch(id) ? id : null;

    [GeneratedRegex(@"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
