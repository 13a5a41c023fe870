using System.Text;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>A member on the way to the values that a profile reads; its children are those of the object in it, or of the one element of its array.</summary>
/// <param name="name">The member's name.</param>
/// <param name="isArray">Whether it is an array of one element.</param>
internal sealed class ValueNode(string name, bool isArray)
{
    // One bit each tells which have been seen.
    private const int MostChildren = 64;

    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);
    private ValueNode[] _children = [];

    public string Name => name;

    public bool IsArray => isArray;

    /// <summary>Where its value goes; -1 when it is not read itself.</summary>
    public int Slot { get; set; } = -1;

    public bool HasChildren => _children.Length > 0;

    /// <summary>Finds or makes a child.</summary>
    /// <returns>Null when there is one of this name that is an array where this is none, or there are too many.</returns>
    public ValueNode? Child(string childName, bool childIsArray)
    {
        if (Array.Find(_children, child => child.Name.Equals(childName, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known.IsArray == childIsArray && known.Name == childName ? known : null;
        if (_children.Length == MostChildren) return null;
        var made = new ValueNode(childName, childIsArray);
        _children = [.. _children, made];
        return made;
    }

    /// <summary>Finds the child that a name means in any letter case; -1 for none.</summary>
    /// <param name="written">The name, in UTF-8.</param>
    /// <param name="isExact">Whether the letter case is right.</param>
    public int Find(ReadOnlySpan<byte> written, out bool isExact)
    {
        for (var i = 0; i < _children.Length; i++)
        {
            var own = _children[i]._utf8;
            if (written.Length != own.Length || !Ascii.EqualsIgnoreCase(written, own)) continue;
            isExact = written.SequenceEqual(own);
            return i;
        }

        isExact = false;
        return -1;
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{byte}, out bool)"/>
    public int Find(ReadOnlySpan<char> written, out bool isExact)
    {
        for (var i = 0; i < _children.Length; i++)
        {
            if (!written.Equals(_children[i].Name, StringComparison.OrdinalIgnoreCase)) continue;
            isExact = written.SequenceEqual(_children[i].Name);
            return i;
        }

        isExact = false;
        return -1;
    }

    public ValueNode this[int index] => _children[index];
}
