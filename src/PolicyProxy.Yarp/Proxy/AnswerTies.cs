using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Reads along while a platform answers a send, and learns from it by which ids it knows the contact.</summary>
internal sealed class AnswerTies(ContactTies ties)
{
    /// <summary>Forwards a send, reading along where there is something to learn.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decision">The send.</param>
    /// <param name="forward">Forwards the request.</param>
    public async Task FollowAsync(HttpContext context, SendDecision decision, Func<Task> forward)
    {
        var (channel, send) = (decision.Channel, decision.Send);
        if (send?.Contact is not { } contact || !channel.Platform.HasSeveralIds
            || channel.Conversation(send.Account, contact) is not { } conversation || ties.Knows(conversation))
        {
            await forward();
            return;
        }

        var response = context.Response;
        var connection = response.Body;
        using var copy = new CopyingStream(connection);
        response.Body = copy;
        try
        {
            await forward();
        }
        finally
        {
            response.Body = connection;
        }

        if (response.StatusCode != StatusCodes.Status200OK || Decode(copy.Copied, response.Headers.ContentEncoding.ToString()) is not { } answer) return;
        if (channel.Platform.Api.ReadContactIds(send, answer) is not { Count: > 0 } ids) return;
        await ties.LearnAsync(channel, [(send.Account, [.. ids.Prepend(contact).Distinct()])]);
    }

    private static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> answer, string coding)
    {
        if (answer.IsEmpty) return null;
        if (coding.Length == 0) return answer;
        try
        {
            using var source = new MemoryStream(answer.ToArray());
            using Stream? decoding = coding.ToLowerInvariant() switch
            {
                "gzip" => new GZipStream(source, CompressionMode.Decompress),
                "br" => new BrotliStream(source, CompressionMode.Decompress),
                "deflate" => new ZLibStream(source, CompressionMode.Decompress),
                _ => null,
            };
            if (decoding is null) return null;
            using var decoded = new MemoryStream();
            decoding.CopyTo(decoded);
            return decoded.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
