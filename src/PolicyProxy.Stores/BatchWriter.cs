using System.Threading.Channels;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Group commit: what is to be written queues up, and one writer takes everything that waits at once. What takes long is bringing
/// something to the disk, whether that is one record or a hundred.
/// </summary>
/// <typeparam name="T">What is written.</typeparam>
internal sealed class BatchWriter<T>
{
    // What waits in the queue holds memory; a caller beyond that waits for a place, within its time limit.
    private const int QueueSize = 8192;

    // The writer waits on a thread of its own, so that neither a slow disk nor a busy thread pool holds up the other. A caller wakes it
    // itself, which is no more than setting an event.
    private readonly Channel<T> _queue = Channel.CreateBounded<T>(
        new BoundedChannelOptions(QueueSize) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly Action<IReadOnlyList<T>> _write;
    private readonly Action _close;
    private readonly Task _running;

    /// <summary>Starts to write.</summary>
    /// <param name="write">Writes what has gathered, and tells whoever waits for it how that went: it throws nothing.</param>
    /// <param name="close">Closes what is written to, after the last batch.</param>
    public BatchWriter(Action<IReadOnlyList<T>> write, Action close)
    {
        (_write, _close) = (write, close);
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Puts something in the queue, once there is room.</summary>
    /// <exception cref="WindowStoreException">The writer is closed.</exception>
    public async Task WriteAsync(T item)
    {
        try
        {
            await _queue.Writer.WriteAsync(item);
        }
        catch (ChannelClosedException error)
        {
            throw new WindowStoreException("The store is closed.", error);
        }
    }

    /// <summary>Puts something in the queue if there is room now.</summary>
    public void TryWrite(T item) => _queue.Writer.TryWrite(item);

    /// <summary>Takes no more, writes what waits, and closes.</summary>
    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _running;
    }

    private void Run()
    {
        var batch = new List<T>();
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < QueueSize && _queue.Reader.TryRead(out var item)) batch.Add(item);
            _write(batch);
            batch.Clear();
        }

        _close();
    }
}
