using System.Runtime.CompilerServices;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>The tokens of the members that one reading of an object asks for, of which there are no more than this holds.</summary>
[InlineArray(8)]
internal struct MemberValues
{
    private ReadOnlyMemory<byte> _first;
}
