using System.Buffers;
using PolicyProxy.Platforms.Meta;
using PolicyProxy.Platforms.WhatsApp;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>The kinds of id that contacts and accounts of a profile's platform have.</summary>
internal enum IdKind
{
    /// <summary>An international phone number, compared as WhatsApp's are: digits, with the forms of Brazil, Mexico and Argentina folded.</summary>
    Phone,

    /// <summary>1 to 32 digits.</summary>
    Digits,

    /// <summary>1 to 128 ASCII letters, digits and <c>. _ ~ = + / @ -</c>, compared as they are.</summary>
    Text,
}

/// <summary>How an id is written, and the one form it is kept and compared in.</summary>
/// <param name="Prefix">What is written before it, in any letter case, for example <c>whatsapp:</c>; empty for nothing.</param>
/// <param name="Kind">What follows.</param>
internal sealed record IdForm(string Prefix, IdKind Kind)
{
    private const int LongestText = 128;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-() ");

    /// <summary>The form in words.</summary>
    public string InWords => (Prefix.Length == 0 ? "" : $"\"{Prefix}\" and ") + Kind switch
    {
        IdKind.Phone => "an international phone number",
        IdKind.Digits => "1 to 32 digits",
        _ => "1 to 128 letters, digits and . _ ~ = + / @ -",
    };

    /// <summary>The id without its prefix; null for what has not this form.</summary>
    public string? Read(string id) =>
        id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? Read(Kind, Prefix.Length == 0 ? id : id[Prefix.Length..]) : null;

    /// <summary>The id by the first of several forms that fits, without its prefix.</summary>
    public static string? ReadAny(IReadOnlyList<IdForm> forms, string id)
    {
        for (var i = 0; i < forms.Count; i++)
        {
            if (forms[i].Read(id) is { } read) return read;
        }

        return null;
    }

    /// <summary>The id by the first of several forms that fits, with its prefix: so that ids of two kinds are never the same.</summary>
    public static string? CanonicalAny(IReadOnlyList<IdForm> forms, string id)
    {
        for (var i = 0; i < forms.Count; i++)
        {
            if (forms[i].Read(id) is { } read) return forms[i].Prefix.Length == 0 ? read : forms[i].Prefix + read;
            if (forms[i].IsMisdialled(id)) return null;
        }

        return null;
    }

    /// <summary>An id of a kind in its one form; null for what is none.</summary>
    public static string? Read(IdKind kind, string id) => kind switch
    {
        IdKind.Phone => PhoneNumber.Canonical(id),
        IdKind.Digits => DigitsId.IsValid(id) ? id : null,
        _ => IsText(id) ? id : null,
    };

    // Digits that are no number, such as those after a 00, are not a text instead: the platform may well dial them.
    private bool IsMisdialled(string id) =>
        Kind == IdKind.Phone && id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !id.AsSpan(Prefix.Length).ContainsAnyExcept(NumberCharacters);

    // No character that parts a store's keys, lines or lists.
    private static bool IsText(string id)
    {
        if (id.Length is 0 or > LongestText) return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"._~=+/@-".Contains(c, StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
