using System.Text;
using System.Text.Json;

namespace PolicyProxy.Platforms.Requests;

/// <summary>
/// Reads the JSON that Meta's own samples write into parameters, <c>{'id':'123'}</c> and <c>{id:123,}</c>, and says the same in strict
/// JSON: single quotes, bare names and trailing commas, nothing else.
/// </summary>
internal sealed class RelaxedJson
{
    private const int Deepest = 64;

    private readonly string _text;
    private readonly StringBuilder _strict = new();
    private int _position;

    private RelaxedJson(string text) => _text = text;

    /// <summary>The same in strict JSON; null when it is not even relaxed JSON.</summary>
    public static string? ToStrict(string text)
    {
        var reader = new RelaxedJson(text);
        return reader.TryReadValue(0) && reader.Next() == '\0' && reader._position >= text.Length ? reader._strict.ToString() : null;
    }

    private bool TryReadValue(int depth) => Next() switch
    {
        '{' => depth < Deepest && TryReadMembers('}', depth + 1, isObject: true),
        '[' => depth < Deepest && TryReadMembers(']', depth + 1, isObject: false),
        '\'' or '"' => TryReadString(),
        _ => TryReadWord(),
    };

    private bool TryReadMembers(char closing, int depth, bool isObject)
    {
        _strict.Append(_text[_position++]);
        for (var isFirst = true; Next() != closing; isFirst = false)
        {
            if (!isFirst)
            {
                if (Next() != ',') return false;
                _position++;
                if (Next() == closing) break;
                _strict.Append(',');
            }

            if (isObject && !TryReadName()) return false;
            if (!TryReadValue(depth)) return false;
        }

        _strict.Append(closing);
        _position++;
        return true;
    }

    private bool TryReadName()
    {
        if (Next() is '\'' or '"')
        {
            if (!TryReadString()) return false;
        }
        else
        {
            var start = _position;
            while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_')) _position++;
            if (_position == start) return false;
            _strict.Append('"').Append(_text, start, _position - start).Append('"');
        }

        if (Next() != ':') return false;
        _position++;
        _strict.Append(':');
        return true;
    }

    // Escapes stay as they are, but for the one of a single quote, which strict JSON does not have.
    private bool TryReadString()
    {
        var quote = _text[_position++];
        _strict.Append('"');
        for (; _position < _text.Length; _position++)
        {
            var c = _text[_position];
            if (c == quote)
            {
                _position++;
                _strict.Append('"');
                return true;
            }

            if (c == '\\')
            {
                if (++_position >= _text.Length) return false;
                if (_text[_position] != '\'') _strict.Append('\\');
                _strict.Append(_text[_position]);
            }
            else if (c == '"')
            {
                _strict.Append("\\\"");
            }
            else if (c < ' ')
            {
                return false;
            }
            else
            {
                _strict.Append(c);
            }
        }

        return false;
    }

    private bool TryReadWord()
    {
        var start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '-' or '+' or '.')) _position++;
        var word = _text[start.._position];
        if (word is not ("true" or "false" or "null") && !IsNumber(word)) return false;
        _strict.Append(word);
        return true;
    }

    private static bool IsNumber(string word)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(word));
            return word.Length > 0 && reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private char Next()
    {
        while (_position < _text.Length && _text[_position] is (' ' or '\t' or '\r' or '\n')) _position++;
        return _position < _text.Length ? _text[_position] : '\0';
    }
}
