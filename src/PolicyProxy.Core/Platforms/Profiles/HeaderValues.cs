using System.Buffers;
using System.Collections.Frozen;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads the values that a profile asks for out of headers, each on one line, once, and in plain characters.</summary>
internal static class HeaderValues
{
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~=+/@:-");

    // What says how a request is framed, what goes no further than the next server, and what holds a secret.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Expect", "Forwarded",
        "Host", "HTTP2-Settings", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header of this name can hold a value that decides.</summary>
    public static bool CanHold(string name) =>
        name.Length is > 0 and <= 64
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && !Reserved.Contains(name)
        && !name.Contains("Method", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the values out of a request's headers.</summary>
    /// <param name="asked">The headers that are asked for, and the places of their values.</param>
    /// <param name="written">All headers, one for each line.</param>
    /// <param name="values">Takes the values and problems.</param>
    public static void Read(IReadOnlyList<(string Name, int Slot)> asked, IReadOnlyList<KeyValuePair<string, string>> written, ProfileValues values)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            var (name, slot) = asked[i];
            var isThere = false;
            for (var j = 0; j < written.Count; j++)
            {
                if (!CouldMean(written[j].Key, name)) continue;
                var (spelt, value) = written[j];
                if (isThere) values.Fail($"the header {name} is given more than once");
                else if (!spelt.Equals(name, StringComparison.OrdinalIgnoreCase)) values.Fail($"the header {name} is not written by its plain name");
                else if (value.Length == 0 || value.AsSpan().ContainsAnyExcept(PlainCharacters)) values.Fail($"the header {name} does not hold exactly one plain value");
                else values.Set(slot, value);
                isThere = true;
            }
        }
    }

    // Many servers hand headers on with an underscore for everything that is no letter or digit: X_To is X-To there.
    private static bool CouldMean(string written, string name)
    {
        if (written.Length != name.Length) return false;
        for (var i = 0; i < name.Length; i++)
        {
            var isSame = char.IsAsciiLetterOrDigit(name[i])
                ? char.ToLowerInvariant(written[i]) == char.ToLowerInvariant(name[i])
                : !char.IsAsciiLetterOrDigit(written[i]);
            if (!isSame) return false;
        }

        return true;
    }
}
