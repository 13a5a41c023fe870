using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// Counts against rate limits, each account, client or route by itself. A limit that an edit changes begins anew, and whoever waits for the
/// old one gets what that has; what nobody uses any more is forgotten, ten seconds after its window is over.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Partition> _limiter =
        PartitionedRateLimiter.Create<Partition, Partition>(partition => RateLimitPartition.Get(partition, Begin));

    /// <summary>Takes a permit, and waits for one where the limit lets requests wait and there is room among them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The limit of its route.</param>
    /// <param name="account">What is counted by itself where that is each account; null to count the route as a whole.</param>
    /// <param name="mayWait">Whether this one may wait.</param>
    /// <exception cref="OperationCanceledException">Whoever asked has gone while waiting.</exception>
    public ValueTask<RateLimitLease> TakeAsync(HttpContext context, RateLimit limit, string? account, bool mayWait = true)
    {
        var partition = new Partition(limit, Counted(context, limit.Options.PartitionBy, account));
        return mayWait ? _limiter.AcquireAsync(partition, permitCount: 1, context.RequestAborted) : new(_limiter.AttemptAcquire(partition));
    }

    /// <summary>How long to wait before trying again for a permit that was not to be had, in whole seconds.</summary>
    public static int RetryAfterSeconds(RateLimitLease lease, RateLimit limit)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var told) ? told : limit.Window;
        return Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
    }

    public void Dispose() => _limiter.Dispose();

    private static object Counted(HttpContext context, PartitionBy by, string? account)
    {
        object? counted = by switch
        {
            PartitionBy.Account => account,
            PartitionBy.Client => context.Connection.RemoteIpAddress,
            _ => null,
        };
        return counted ?? context.GetReverseProxyFeature().Route.Config.RouteId;
    }

    // Their windows end when the partitioned limiter says so: it looks after all of them with one timer.
    private static FixedWindowRateLimiter Begin(Partition partition) => new(new()
    {
        PermitLimit = partition.Limit.Options.PermitLimit,
        Window = partition.Limit.Window,
        QueueLimit = partition.Limit.Options.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        AutoReplenishment = false,
    });

    private readonly record struct Partition(RateLimit Limit, object Counted);
}
