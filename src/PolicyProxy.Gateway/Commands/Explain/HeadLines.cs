using System.Text;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>The lines of a request's head, each without what ends it and without the <c>&gt;</c> that <c>curl -v</c> puts before it.</summary>
internal sealed class HeadLines(byte[] file)
{
    private int _position;

    /// <summary>The number of the line that was read last.</summary>
    public int Number { get; private set; }

    /// <summary>What comes after the lines that were read.</summary>
    public byte[] Rest => file[_position..];

    /// <summary>The next line; null at the end.</summary>
    public string? Next()
    {
        if (_position >= file.Length) return null;
        var end = Array.IndexOf(file, (byte)'\n', _position);
        var line = Encoding.Latin1.GetString(file, _position, (end < 0 ? file.Length : end) - _position).TrimEnd('\r');
        _position = end < 0 ? file.Length : end + 1;
        Number++;
        return line.StartsWith('>') ? line[1..].TrimStart(' ') : line;
    }
}
