using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using PolicyProxy.Yarp.Diagnostics;
using PolicyProxy.Yarp.Upstream;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// Forwards what has arrived whole, with the head in one write and without all that a body needs that is forwarded while it arrives; the
/// rest goes to YARP's own forwarder. Failures are answered and told the way YARP does it.
/// </summary>
/// <param name="streaming">YARP's own forwarder.</param>
/// <param name="metrics">Counts requests.</param>
/// <param name="logger">Is told of failures.</param>
/// <param name="plain">Finds what goes out on connections of the gateway's own; null where nothing does.</param>
internal sealed class WholeForwarder(IHttpForwarder streaming, ForwarderMetrics metrics, ILogger<WholeForwarder> logger, PlainUpstream? plain = null) : IHttpForwarder
{
    private const int BufferSize = 16 * 1024;

    // As many as requests are forwarded at once.
    private const int MostLimitsKept = 1024;

    // YARP's default.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    private readonly ObjectPool<CancellationTokenSource> _limits = new DefaultObjectPool<CancellationTokenSource>(new LimitPolicy(), MostLimitsKept);

    /// <inheritdoc/>
    public ValueTask<ForwarderError> SendAsync(
        HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer) =>
        SendAsync(context, destinationPrefix, httpClient, requestConfig, transformer, CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask<ForwarderError> SendAsync(
        HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer,
        CancellationToken cancellationToken) =>
        !cancellationToken.CanBeCanceled && WholeBodyContent.Of(context) is { } body
            ? SendAsync(context, body, destinationPrefix, httpClient, requestConfig, transformer)
            : StreamAsync(context, destinationPrefix, httpClient, requestConfig, transformer, cancellationToken);

    private async ValueTask<ForwarderError> StreamAsync(
        HttpContext context, string prefix, HttpMessageInvoker client, ForwarderRequestConfig config, HttpTransformer transformer, CancellationToken cancellationToken)
    {
        metrics.Started();
        try
        {
            var error = await streaming.SendAsync(context, prefix, client, config, transformer, cancellationToken);
            if (error != ForwarderError.None) metrics.Failed();
            return error;
        }
        finally
        {
            metrics.Ended();
        }
    }

    private async ValueTask<ForwarderError> SendAsync(
        HttpContext context, WholeBodyContent body, string prefix, HttpMessageInvoker client, ForwarderRequestConfig config, HttpTransformer transformer)
    {
        var timeout = config.ActivityTimeout ?? DefaultTimeout;
        var limit = _limits.Get();
        var aborting = context.RequestAborted.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        UpstreamExchange? exchange = null;
        HttpResponseMessage? answer = null;
        metrics.Started();
        try
        {
            limit.CancelAfter(timeout);
            if (plain?.Find(context, prefix, config) is { } request)
                exchange = UpstreamExchange.Begin(request, body.Bytes.Length, await request.Address.TakeAsync(limit.Token), limit.Token);
            if (exchange is not null)
            {
                await exchange.SendAsync(body.Bytes);
                while (!exchange.HasHead) exchange.AddToHead(await exchange.ReadAsync());
                await exchange.RelayAsync(context, limit, timeout);
            }
            else
            {
                answer = await AskAsync(context, body, prefix, client, config, transformer, limit.Token);
                if (answer is not null) await RelayAsync(context, answer, transformer, limit, timeout);
            }

            body.TakeOff();
            return ForwarderError.None;
        }
        catch (Exception exception)
        {
            body.TakeOff();
            var isAnswered = answer is not null || exchange?.HasHead == true;
            return await FailAsync(context, isAnswered, exchange?.Cause(exception) ?? exception, limit.IsCancellationRequested, transformer);
        }
        finally
        {
            exchange?.Dispose();
            answer?.Dispose();
            aborting.Dispose();
            _limits.Return(limit);
            metrics.Ended();
        }
    }

    // Null when a transform has answered by itself.
    private static async ValueTask<HttpResponseMessage?> AskAsync(
        HttpContext context, WholeBodyContent body, string prefix, HttpMessageInvoker client, ForwarderRequestConfig config, HttpTransformer transformer, CancellationToken limit)
    {
        var request = new HttpRequestMessage
        {
            Method = HttpMethod.Parse(context.Request.Method),
            Version = config.Version ?? System.Net.HttpVersion.Version20,
            VersionPolicy = config.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower,
            Content = body,
        };
        await transformer.TransformRequestAsync(context, request, prefix, limit);
        if (context.Response.HasStarted || context.Response.StatusCode != StatusCodes.Status200OK) return null;
        request.RequestUri ??= RequestUtilities.MakeDestinationAddress(prefix, context.Request.Path, context.Request.QueryString);
        return await client.SendAsync(request, limit);
    }

    private static async ValueTask RelayAsync(HttpContext context, HttpResponseMessage answer, HttpTransformer transformer, CancellationTokenSource limit, TimeSpan timeout)
    {
        limit.CancelAfter(timeout);
        if (!await TakeHeadAsync(context, answer, transformer, limit.Token)) return;
        await CopyBodyAsync(answer, context.Response.Body, limit, timeout);
        await transformer.TransformResponseTrailersAsync(context, answer, limit.Token);
    }

    private static ValueTask<bool> TakeHeadAsync(HttpContext context, HttpResponseMessage answer, HttpTransformer transformer, CancellationToken limit)
    {
        var status = (int)answer.StatusCode;
        context.Response.StatusCode = status;
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && answer.ReasonPhrase != ReasonPhrases.GetReasonPhrase(status))
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = answer.ReasonPhrase;
        return transformer.TransformResponseAsync(context, answer, limit);
    }

    private static async ValueTask CopyBodyAsync(HttpResponseMessage answer, Stream target, CancellationTokenSource limit, TimeSpan timeout)
    {
        var source = await answer.Content.ReadAsStreamAsync(limit.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await source.ReadAsync(buffer, limit.Token) is var read and > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), limit.Token);
                limit.CancelAfter(timeout);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<ForwarderError> FailAsync(HttpContext context, bool isAnswered, Exception exception, bool isTooLate, HttpTransformer transformer)
    {
        metrics.Failed();
        var isAborted = context.RequestAborted.IsCancellationRequested;
        var error = (isAnswered, isTooLate || exception is OperationCanceledException) switch
        {
            (false, _) when isAborted => ForwarderError.RequestCanceled,
            (false, true) => ForwarderError.RequestTimedOut,
            (false, false) => ForwarderError.Request,
            (true, true) => ForwarderError.ResponseBodyCanceled,
            (true, false) => ForwarderError.ResponseBodyDestination,
        };
        context.Features.Set<IForwarderErrorFeature>(new ForwarderFailure(error, exception));
        if (!isAborted) Log.NotForwarded(logger, error, Describe(exception));
        if (context.Response.HasStarted)
        {
            // What has begun must not look complete.
            if (context.Features.Get<IHttpResetFeature>() is { } stream) stream.Reset(errorCode: 8);
            else context.Abort();
            return error;
        }

        if (isAnswered) context.Response.Clear();
        context.Response.StatusCode = error switch
        {
            ForwarderError.RequestCanceled => StatusCodes.Status400BadRequest,
            ForwarderError.RequestTimedOut => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status502BadGateway,
        };
        if (!isAnswered) await transformer.TransformResponseAsync(context, proxyResponse: null, CancellationToken.None);
        return error;
    }

    private static string Describe(Exception exception) =>
        exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{exception.Message.TrimEnd('.')}: {inner.Message}" : exception.Message;

    private sealed record ForwarderFailure(ForwarderError Error, Exception? Exception) : IForwarderErrorFeature;

    private sealed class LimitPolicy : PooledObjectPolicy<CancellationTokenSource>
    {
        public override CancellationTokenSource Create() => new();

        public override bool Return(CancellationTokenSource obj)
        {
            if (obj.TryReset()) return true;
            obj.Dispose();
            return false;
        }
    }
}
