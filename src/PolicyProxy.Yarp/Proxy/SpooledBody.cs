using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>A large body in a temporary file, which the operating system deletes with this object and maps into memory as it is read.</summary>
internal sealed class SpooledBody : MemoryManager<byte>
{
    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, BufferSize = 0 });

    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private unsafe byte* _start;
    private int _length;

    /// <summary>How many bytes there are.</summary>
    public long Length => _file.Length;

    /// <summary>Appends bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes) await _file.WriteAsync(segment, cancellationToken);
    }

    /// <summary>Makes the bytes readable as memory.</summary>
    public unsafe void Complete()
    {
        _length = (int)_file.Length;
        _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>The bytes from their beginning, to be forwarded.</summary>
    public Stream Open()
    {
        _file.Position = 0;
        return _file;
    }

    public override unsafe Span<byte> GetSpan() => new(_start, _length);

    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
        // Mapped memory does not move.
    }

    protected override unsafe void Dispose(bool disposing)
    {
        if (!disposing) return;
        if (_start is not null) _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        _start = null;
        _view?.Dispose();
        _map?.Dispose();
        _file.Dispose();
    }
}
