using System.Net;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Reads all conversations of one server, a page at a time.</summary>
/// <param name="server">The server.</param>
/// <param name="database">The database, which knows where a key is that has moved meanwhile.</param>
/// <param name="channel">The only channel whose conversations are read; null for all.</param>
internal sealed class RedisListing(IServer server, IDatabase database, string? channel) : IDisposable
{
    // While it looks for so many, Redis serves nobody else: a fraction of a millisecond.
    private const int PageSize = 1000;

    private readonly IEnumerator<RedisKey[]> _pages = server.Keys(database.Database, RedisKeys.Windows(channel), PageSize).Chunk(PageSize).GetEnumerator();

    /// <summary>A listing of every server that holds keys.</summary>
    /// <exception cref="WindowStoreException">One of them is out of reach.</exception>
    public static async Task<IReadOnlyList<RedisListing>> OpenAllAsync(IDatabase database, bool isCluster, string? channel)
    {
        var library = database.Multiplexer;
        var master = await database.IdentifyEndpointAsync(RedisKeys.Epoch, CommandFlags.DemandMaster);
        if (master is null) throw new WindowStoreException("Redis: no server is known to have the keys; try again.");
        if (!isCluster) return [new(library.GetServer(master), database, channel)];

        // Replicas have no slots.
        var nodes = library.GetServer(master).ClusterConfiguration?.Nodes.Where(node => node.Slots.Count > 0).Select(node => node.EndPoint).OfType<EndPoint>().ToList() ?? [];
        var known = library.GetEndPoints();
        return nodes.Count > 0 && nodes.TrueForAll(known.Contains)
            ? nodes.ConvertAll(server => new RedisListing(library.GetServer(server), database, channel))
            : throw new WindowStoreException("Redis: not every server of the cluster is known yet; try again.");
    }

    /// <summary>The next page, which may be empty; null when there is none.</summary>
    public async Task<IReadOnlyList<StoredContact>?> NextAsync()
    {
        // The library has no other way to list keys in all its versions than one that blocks.
        if (!await Task.Run(_pages.MoveNext)) return null;

        // All are on their way before the first is awaited.
        var readings = Array.ConvertAll(_pages.Current, key => database.StringGetAsync(key, CommandFlags.DemandMaster));
        foreach (var reading in readings) StoreCall.Observe(reading);
        var page = new List<StoredContact>(readings.Length);
        for (var i = 0; i < readings.Length; i++)
        {
            if (RedisKeys.ReadConversation(_pages.Current[i]) is not { } conversation) continue;
            try
            {
                var stored = await readings[i];
                if (!stored.IsNull) page.Add(new(conversation, StoredWindow.TryRead(RedisWindowStore.Number(stored))));
            }
            catch (RedisServerException error) when (RedisFailure.IsOfOneKey(error.Message))
            {
                page.Add(new(conversation, null));
            }
        }

        return page;
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();
}
