namespace PolicyProxy.Platforms;

/// <summary>A webhook in a platform's own shape, before it is signed.</summary>
/// <param name="ContentType">The body's content type.</param>
/// <param name="Body">The body.</param>
public sealed record PlatformWebhook(string ContentType, ReadOnlyMemory<byte> Body);
