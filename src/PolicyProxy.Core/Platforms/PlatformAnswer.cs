namespace PolicyProxy.Platforms;

/// <summary>A complete HTTP answer in a platform's own shape.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The body's content type.</param>
/// <param name="Headers">What else stands in the head.</param>
/// <param name="Body">The body.</param>
public sealed record PlatformAnswer(
    int Status, string ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);
