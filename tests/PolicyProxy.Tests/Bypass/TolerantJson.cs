using System.Globalization;
using System.Text;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// Reads anything that resembles JSON as the most tolerant server might, and keeps every member of a name that occurs twice. Objects are
/// lists of pairs, arrays lists of values, everything else texts. Written apart from the product's readers, to be held against them.
/// </summary>
internal sealed class TolerantJson
{
    private readonly string _text;
    private int _position;
    private int _depth;

    private TolerantJson(string text) => _text = text;

    /// <summary>All values that stand one behind the other in a text; none when it does not begin like an object or array.</summary>
    public static IEnumerable<object> Read(string text)
    {
        var reader = new TolerantJson(text.TrimStart('\ufeff', ' ', '\t', '\r', '\n', '\0'));
        while (reader.SkipTo() is '{' or '[') yield return reader.Value();
    }

    /// <summary>The members of an object, none of anything else.</summary>
    public static IEnumerable<(string Name, object Value)> Members(object value) => value as List<(string, object)> ?? [];

    /// <summary>The elements of an array; of an object its values; anything else is its own.</summary>
    public static IEnumerable<object> Elements(object value) => value switch
    {
        List<object> array => array,
        List<(string Name, object Value)> members => members.Select(member => member.Value),
        _ => [value],
    };

    private object Value()
    {
        if (_depth > 200) return "";
        _depth++;
        try
        {
            return SkipTo() switch
            {
                '{' => Object(),
                '[' => Array(),
                '"' or '\'' or '`' => Quoted(),
                _ => Word(),
            };
        }
        finally
        {
            _depth--;
        }
    }

    private List<(string, object)> Object()
    {
        var members = new List<(string, object)>();
        _position++;
        while (SkipTo() is not ('}' or '\0') and var next)
        {
            if (next is ',' or ';')
            {
                _position++;
                continue;
            }

            var before = _position;
            var name = next is '"' or '\'' or '`' ? Quoted() : Word();
            if (SkipTo() is ':' or '=')
            {
                _position++;
                members.Add((name, Value()));
            }

            if (_position == before) _position++;
        }

        _position++;
        return members;
    }

    private List<object> Array()
    {
        var elements = new List<object>();
        _position++;
        while (SkipTo() is not (']' or '\0') and var next)
        {
            var before = _position;
            if (next == ',') _position++;
            else elements.Add(Value());
            if (_position == before) _position++;
        }

        _position++;
        return elements;
    }

    private string Quoted()
    {
        var quote = _text[_position++];
        var result = new StringBuilder();
        while (_position < _text.Length && _text[_position] != quote)
        {
            var c = _text[_position++];
            if (c == '\\' && _position < _text.Length) c = Escaped();
            result.Append(c);
        }

        _position++;
        return result.ToString();
    }

    private char Escaped()
    {
        var c = _text[_position++];
        var digits = c switch { 'u' => 4, 'x' => 2, _ => 0 };
        if (digits > 0 && _position + digits <= _text.Length
            && int.TryParse(_text.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            _position += digits;
            return (char)code;
        }

        return c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => c };
    }

    private string Word()
    {
        var start = _position;
        while (_position < _text.Length && " \t\r\n,:;={}[]\0\"'`".IndexOf(_text[_position]) < 0) _position++;
        return _text[start.._position];
    }

    // Comments are skipped as well.
    private char SkipTo()
    {
        while (_position < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_position]))
            {
                _position++;
                continue;
            }

            var end = _text.AsSpan(_position).StartsWith("/*") ? "*/" : _text.AsSpan(_position).StartsWith("//") ? "\n" : null;
            if (end is null) return _text[_position];
            var found = _text.IndexOf(end, _position + 2, StringComparison.Ordinal);
            _position = found < 0 ? _text.Length : found + end.Length;
        }

        return '\0';
    }
}
