using System.Text;

namespace PolicyProxy.Platforms.Requests;

/// <summary>Where a piece of a request's text stands.</summary>
/// <param name="IsInQuery">In the query; otherwise in the body.</param>
/// <param name="Start">The first character or byte.</param>
/// <param name="Length">How many there are.</param>
internal readonly record struct TextRange(bool IsInQuery, int Start, int Length);

/// <summary>Query and body of a request, and the few places in them that are forwarded in other words.</summary>
/// <param name="query">The query as written, without its question mark.</param>
/// <param name="body">The body, not compressed.</param>
internal sealed class RequestText(string query, ReadOnlyMemory<byte> body)
{
    private readonly List<(TextRange Range, string Text)> _edits = [];

    /// <summary>The query.</summary>
    public string Query => query;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => body;

    /// <summary>Notes that a piece is forwarded in other words. Pieces do not overlap.</summary>
    public void Replace(TextRange range, string text) => _edits.Add((range, text));

    /// <summary>What is forwarded, with some more pieces in other words; null when nothing is.</summary>
    public ForwardedRequest? Forwarded(params ReadOnlySpan<(TextRange Range, string Text)> more)
    {
        if (_edits.Count == 0 && more.IsEmpty) return null;
        var edits = new List<(TextRange Range, string Text)>([.. _edits, .. more]);
        var inQuery = edits.Where(edit => edit.Range.IsInQuery).OrderBy(edit => edit.Range.Start).ToList();
        var inBody = edits.Where(edit => !edit.Range.IsInQuery).OrderBy(edit => edit.Range.Start).ToList();
        ReadOnlyMemory<byte>? newBody = null;
        if (inBody.Count > 0) newBody = ApplyToBody(inBody);
        return new(inQuery.Count == 0 ? null : Apply(inQuery), newBody);
    }

    /// <summary>What is forwarded when one piece is said anew, whatever was noted of it before.</summary>
    public ForwardedRequest Instead(TextRange range, string text)
    {
        _edits.RemoveAll(edit => edit.Range == range);
        return Forwarded([(range, text)])!;
    }

    private string Apply(List<(TextRange Range, string Text)> edits)
    {
        var result = new StringBuilder();
        var position = 0;
        foreach (var (range, text) in edits)
        {
            result.Append(query, position, range.Start - position).Append(text);
            position = range.Start + range.Length;
        }

        return result.Append(query, position, query.Length - position).ToString();
    }

    private byte[] ApplyToBody(List<(TextRange Range, string Text)> edits)
    {
        using var result = new MemoryStream(body.Length + 256);
        var position = 0;
        foreach (var (range, text) in edits)
        {
            result.Write(body.Span[position..range.Start]);
            result.Write(Encoding.UTF8.GetBytes(text));
            position = range.Start + range.Length;
        }

        result.Write(body.Span[position..]);
        return result.ToArray();
    }
}
