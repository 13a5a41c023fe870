namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A request or an answer as it stood on the wire, its body out of its framing.</summary>
/// <param name="StartLine">The first line.</param>
/// <param name="Headers">Every header line.</param>
/// <param name="Body">The body, as far as it came.</param>
/// <param name="Trailers">Every header line after the body.</param>
/// <param name="IsWhole">Whether it came to its end.</param>
internal sealed record WireMessage(
    string StartLine, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, IReadOnlyList<(string Name, string Value)> Trailers, bool IsWhole)
{
    /// <summary>Nothing at all, since the connection ended first.</summary>
    public static WireMessage None { get; } = new("", [], [], [], IsWhole: false);

    /// <summary>The status of an answer.</summary>
    public int Status => StartLine.Split(' ') is [_, var status, ..] ? int.Parse(status) : 0;

    /// <summary>A header's value; null without one.</summary>
    public string? Header(string name) =>
        Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
}
