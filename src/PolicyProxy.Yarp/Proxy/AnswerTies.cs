using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Reads along while a platform answers a send, and learns from it by which ids it knows the contact.</summary>
internal sealed class AnswerTies(ContactTies ties)
{
    /// <summary>Whether there is something to learn from the answer to a send.</summary>
    public bool MayLearn([NotNullWhen(true)] SendDecision? decision) =>
        decision is { Send: { Contact: { } contact } send, Channel: { Platform.HasSeveralIds: true } channel }
        && channel.Conversation(send.Account, contact) is { } conversation
        && !ties.Knows(conversation);

    /// <summary>Forwards a send and reads along.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decision">The send, from whose answer there is something to learn.</param>
    /// <param name="forward">Forwards the request.</param>
    public async Task FollowAsync(HttpContext context, SendDecision decision, RequestDelegate forward)
    {
        var response = context.Response;
        var connection = response.Body;
        using var copy = new CopyingStream(connection);
        response.Body = copy;
        try
        {
            await forward(context);
        }
        finally
        {
            response.Body = connection;
        }

        if (response.StatusCode != StatusCodes.Status200OK || Decode(copy.Copied, response.Headers.ContentEncoding.ToString()) is not { } answer) return;
        await LearnAsync(decision.Channel, decision.Send!, answer);
    }

    private async Task LearnAsync(Channel channel, OutboundSend send, ReadOnlyMemory<byte> answer)
    {
        if (channel.Platform.Api.ReadContactIds(send, answer) is not { Count: > 0 } ids) return;
        await ties.LearnAsync(channel, [(send.Account, [.. ids.Prepend(send.Contact!).Distinct()])]);
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
