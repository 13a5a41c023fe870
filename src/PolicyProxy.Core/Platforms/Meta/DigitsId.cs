namespace PolicyProxy.Platforms.Meta;

/// <summary>An id of digits: a PSID, an IGSID, an account, a phone number in canonical form.</summary>
internal static class DigitsId
{
    private const int Longest = 32;

    /// <summary>Whether a text is 1 to 32 ASCII digits without a <c>00</c> prefix.</summary>
    public static bool IsValid(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= Longest
        && id.IndexOfAnyExceptInRange('0', '9') < 0
        && !id.StartsWith("00", StringComparison.Ordinal);
}
