using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyProxy.Policy;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>Masks the contacts of sends in the gateway's own bodies, JSON or a form: where one stands as a whole word of a value.</summary>
internal sealed partial class ContactMask
{
    // Of a contact such as oAB1 the digits alone are no number of anybody's.
    private const int FewestDigits = 7;

    private readonly Dictionary<string, string> _masks = new(StringComparer.Ordinal);
    private readonly Regex? _words;

    /// <summary>Masks the contacts of these sends.</summary>
    public ContactMask(IEnumerable<OutboundSend> sends)
    {
        foreach (var contact in sends.SelectMany(Contacts)) Add(contact);
        if (_masks.Count == 0) return;

        // What ends an escape, as the B of %2B does, is no letter of the word behind it.
        var contacts = string.Join('|', _masks.Keys.OrderByDescending(contact => contact.Length).Select(Regex.Escape));
        _words = new($@"(?:(?<![\p{{L}}\p{{N}}])|(?<=\\u[0-9A-Fa-f]{{4}}|\\[bfnrt]|%[0-9A-Fa-f]{{2}}))(?:{contacts})(?![\p{{L}}\p{{N}}])", RegexOptions.CultureInvariant);
    }

    /// <summary>The body with its contacts masked.</summary>
    public string Mask(string body)
    {
        if (_words is null) return body;
        var texts = body is ['{' or '[', ..] ? JsonTexts() : FormTexts();
        return texts.Replace(body, text => _words.Replace(text.Value, word => MaskWord(word.Value, text.Groups["name"].Success)));
    }

    // A platform's names of members have words, which an id may be like, and no numbers.
    private string MaskWord(string word, bool isInName) => isInName && !word.Any(char.IsAsciiDigit) ? word : _masks[word];

    // As it was written, as it is kept, and as WhatsApp's answers have a number.
    private static IEnumerable<string> Contacts(OutboundSend send)
    {
        if (!string.IsNullOrEmpty(send.WrittenContact)) yield return send.WrittenContact;
        if (!string.IsNullOrEmpty(send.Contact)) yield return send.Contact;
        var digits = string.Concat((send.WrittenContact ?? "").Where(char.IsAsciiDigit));
        if (digits.Length >= FewestDigits) yield return digits;
    }

    private void Add(string contact)
    {
        var mask = ConversationId.Mask(contact);
        _masks[contact] = mask;
        _masks[JsonEncodedText.Encode(contact).Value] = mask;
        _masks[Uri.EscapeDataString(contact)] = mask;
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"(?<name>\s*:)?
        """)]
    private static partial Regex JsonTexts();

    [GeneratedRegex("[^&=]+(?<name>=)?")]
    private static partial Regex FormTexts();
}
