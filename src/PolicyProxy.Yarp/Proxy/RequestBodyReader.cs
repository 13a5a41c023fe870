using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Waits for a request's whole body, within what one request may bring, what all may bring together, and the time that it has.</summary>
internal sealed class RequestBodyReader(BodyBudget budget, TimeProvider time)
{
    // What is larger holds a file: an upload of 25 MB is not to lie in memory.
    private const int LargestInMemory = 1024 * 1024;

    // The server's own least rate leaves a large body hours.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the whole body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="longest">The most bytes to take.</param>
    /// <param name="limits">What all requests may bring together.</param>
    /// <returns>The body, or why it was not read.</returns>
    /// <exception cref="BadHttpRequestException">The body is malformed, or comes too slowly.</exception>
    public ValueTask<(RequestBody Body, BodyProblem Problem)> ReadAsync(HttpContext context, long longest, LimitOptions limits)
    {
        var request = context.Request;
        if (request.ContentLength > longest) return new((default, BodyProblem.TooLarge));

        BodyRoom? room = null;
        if (context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
        {
            if (!budget.TryTake(limits, out room)) return new((default, BodyProblem.Overloaded));
            context.Response.RegisterForDispose(room);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;

        // Most bodies are there already, since they came with their head, and are not waited for.
        var reader = request.BodyReader;
        var arriving = reader.ReadAsync(context.RequestAborted);
        if (!arriving.IsCompletedSuccessfully) return ReadAsync(context, arriving, longest, room);
        var arrived = arriving.Result;
        return arrived.IsCompleted && arrived.Buffer.Length <= Math.Min(longest, LargestInMemory) && room?.TryGrowTo(arrived.Buffer.Length) != false
            ? new((new(request, reader, arrived.Buffer), BodyProblem.None))
            : ReadAsync(context, new(arrived), longest, room);
    }

    private async ValueTask<(RequestBody Body, BodyProblem Problem)> ReadAsync(HttpContext context, ValueTask<ReadResult> arriving, long longest, BodyRoom? room)
    {
        var late = new StrongBox<bool>();
        void End(object? state)
        {
            late.Value = true;
            context.Request.BodyReader.CancelPendingRead();
        }

        (RequestBody Body, BodyProblem Problem) reading;
        await using (time.CreateTimer(End, null, Patience, Timeout.InfiniteTimeSpan)) reading = await ReadAsync(context, arriving, longest, room, late);
        if (!late.Value) return reading;

        // Though it may have been whole at the last moment: the next read of the connection would find itself cancelled.
        reading.Body.Discard();
        throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
    }

    private static async Task<(RequestBody Body, BodyProblem Problem)> ReadAsync(
        HttpContext context, ValueTask<ReadResult> arriving, long longest, BodyRoom? room, StrongBox<bool> late)
    {
        var reader = context.Request.BodyReader;
        ReadOnlySequence<byte> kept = default;
        SpooledBody? spooled = null;
        try
        {
            while (true)
            {
                // The server's own limit would count the framing of chunks, too.
                var result = await arriving;
                kept = default;
                var length = (spooled?.Length ?? 0) + result.Buffer.Length;
                var problem = length > longest ? BodyProblem.TooLarge : room?.TryGrowTo(length) == false ? BodyProblem.Overloaded : BodyProblem.None;
                if (problem != BodyProblem.None || late.Value)
                {
                    reader.AdvanceTo(result.Buffer.End);
                    return (default, problem);
                }

                if (spooled is null && result.Buffer.Length > LargestInMemory && longest > LargestInMemory)
                    context.Response.RegisterForDispose(spooled = new());

                if (spooled is null)
                {
                    if (result.IsCompleted) return (new(context.Request, reader, result.Buffer), BodyProblem.None);
                    kept = result.Buffer;
                    reader.AdvanceTo(kept.Start, kept.End);
                    arriving = reader.ReadAsync(context.RequestAborted);
                    continue;
                }

                await spooled.WriteAsync(result.Buffer, context.RequestAborted);
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    spooled.Complete();
                    return (new(context.Request, spooled), BodyProblem.None);
                }

                arriving = reader.ReadAsync(context.RequestAborted);
            }
        }
        catch (BadHttpRequestException) when (!kept.IsEmpty && context.Request.ContentLength is not null)
        {
            // The server does not take back by itself what was kept, and would complain that it is still being read.
            reader.AdvanceTo(kept.End);
            throw;
        }
        catch (IOException exception) when (exception.InnerException is OverflowException)
        {
            // A chunk size beyond what the server can count comes as an error of the connection, though it is one of the request.
            throw new BadHttpRequestException("Bad chunk size.", exception);
        }
    }
}
