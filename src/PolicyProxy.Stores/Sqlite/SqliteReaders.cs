using System.Threading.Channels;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>A few readers, each lent to one look-up at a time. A hung disk takes as many threads and no more.</summary>
internal sealed class SqliteReaders
{
    private readonly Channel<SqliteReader> _idle = Channel.CreateUnbounded<SqliteReader>();
    private readonly int _count = Math.Clamp(Environment.ProcessorCount, 2, 8);
    private readonly TimeSpan _patience;

    /// <summary>Opens the readers.</summary>
    /// <param name="file">The file to read.</param>
    /// <param name="patience">How long a look-up waits for an idle reader.</param>
    public SqliteReaders(SqliteFile file, TimeSpan patience)
    {
        _patience = patience;
        for (var opened = 0; opened < _count; opened++) _idle.Writer.TryWrite(new(file.OpenToRead()));
    }

    /// <summary>Looks something up, off the caller's thread.</summary>
    /// <exception cref="WindowStoreException">It could not look.</exception>
    public async Task<T> FindAsync<T>(Func<SqliteReader, T> find)
    {
        var reader = await LendAsync();
        try
        {
            return await Task.Run(() => find(reader));
        }
        finally
        {
            if (!_idle.Writer.TryWrite(reader)) reader.Dispose();
        }
    }

    /// <summary>Closes the readers; one that is lent out closes when it comes back.</summary>
    public void Close()
    {
        _idle.Writer.TryComplete();
        while (_idle.Reader.TryRead(out var reader)) reader.Dispose();
    }

    private async Task<SqliteReader> LendAsync()
    {
        if (_idle.Reader.TryRead(out var idle)) return idle;

        // Given up by token, not by time limit from outside: an abandoned wait would take a reader with it.
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            return await _idle.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException error)
        {
            throw new WindowStoreException("All readers of the SQLite file are busy.", error);
        }
        catch (ChannelClosedException error)
        {
            throw new WindowStoreException("The store is closed.", error);
        }
    }
}
