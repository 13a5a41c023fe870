using System.Text;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>The values of the headers that a connection's last answer had, in their order: most are the same in the next one, and need no string of their own.</summary>
internal sealed class LastHeaderValues
{
    // Longer ones are not held for longer than they are needed.
    private const int Longest = 256;

    private readonly string?[] _last = new string?[16];
    private int _next;

    /// <summary>Begins with the first header of the next answer.</summary>
    public void Begin() => _next = 0;

    /// <summary>The value of the next header, of which each byte is a character.</summary>
    public string Next(ReadOnlySpan<byte> value)
    {
        if (_next == _last.Length || value.Length > Longest) return Encoding.Latin1.GetString(value);
        ref var last = ref _last[_next++];
        return last is not null && Ascii.Equals(value, last) ? last : last = Encoding.Latin1.GetString(value);
    }
}
