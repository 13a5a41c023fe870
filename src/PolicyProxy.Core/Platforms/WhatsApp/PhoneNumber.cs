using PolicyProxy.Platforms.Meta;

namespace PolicyProxy.Platforms.WhatsApp;

/// <summary>A client's phone number, in the one form that webhooks and sends are compared in.</summary>
/// <remarks>
/// A number can be dialled and delivered in two forms in three countries: Brazil's mobile numbers with and without the ninth digit,
/// Mexico's <c>521</c> for <c>52</c>, Argentina's <c>549</c> for <c>54</c>. Rules as found in Chatwoot,
/// app/services/whatsapp/phone_normalizers.
/// </remarks>
internal static class PhoneNumber
{
    private const int TwoFormLength = 13;
    private const int LongestOnStack = 64;

    /// <summary>The number as folded digits; null for what is no international number.</summary>
    /// <param name="number">Digits, at most with a leading plus sign, spaces, hyphens and parentheses.</param>
    public static string? Canonical(string number)
    {
        var canonical = number.AsSpan().ContainsAnyExceptInRange('0', '9') ? Digits(number) : number;
        return canonical is not null && DigitsId.IsValid(canonical) ? Fold(canonical) : null;
    }

    private static string? Digits(string number)
    {
        Span<char> digits = number.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[number.Length];
        var length = 0;
        foreach (var c in number)
        {
            if (char.IsAsciiDigit(c)) digits[length++] = c;
            else if (c is not (' ' or '-' or '(' or ')') && !(c == '+' && length == 0 && number.IndexOf('+', StringComparison.Ordinal) == number.LastIndexOf('+'))) return null;
        }

        return digits[..length].ToString();
    }

    private static string Fold(string digits) => digits switch
    {
        { Length: not TwoFormLength } => digits,
        ['5', '5', _, _, '9', ..] => digits.Remove(4, 1),
        ['5', '2', '1', ..] or ['5', '4', '9', ..] => digits.Remove(2, 1),
        _ => digits,
    };
}
