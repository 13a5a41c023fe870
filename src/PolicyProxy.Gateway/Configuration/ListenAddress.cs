using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>An address to listen on, as the server understands it.</summary>
internal sealed class ListenAddress
{
    private readonly BindingAddress _address;

    // What the server binds to; the dual-mode address stands for every address of both families. None for a socket that is a file.
    private readonly IPAddress[] _bound;

    private ListenAddress(BindingAddress address)
    {
        _address = address;
        _bound = address.IsUnixPipe ? [] : Bound(address.Host);
    }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme => _address.Scheme;

    /// <summary>Whether it is reached from this machine only.</summary>
    public bool IsLoopback => _bound.Length > 0 && _bound.All(IPAddress.IsLoopback);

    /// <summary>Where it is reached from this machine; null when that is not known before it listens, or is no host and port.</summary>
    public Uri? FromHere
    {
        get
        {
            if (_address.Port == 0 || _address.IsUnixPipe) return null;
            var host = _bound is [var single] ? Literal(IsAny(single) ? IPAddress.Loopback : single) : _address.Host;
            return new($"{Scheme}://{host}:{_address.Port}");
        }
    }

    /// <summary>Reads an address; null when it is none.</summary>
    public static ListenAddress? Parse(string? text)
    {
        try
        {
            var address = BindingAddress.Parse(text ?? "");

            // A port that is no number is taken for a part of the host.
            var isRight = address.IsUnixPipe || (address.Port is >= 0 and <= 65535 && (address.Host.StartsWith('[') || !address.Host.Contains(':')));
            return isRight && address.PathBase.Length == 0 && address.Scheme is "http" or "https" ? new(address) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether no two can listen on both at once.</summary>
    public bool Overlaps(ListenAddress other)
    {
        if (_address.IsUnixPipe || other._address.IsUnixPipe) return _address.IsUnixPipe && other._address.IsUnixPipe && _address.UnixPipePath == other._address.UnixPipePath;
        return _address.Port != 0 && _address.Port == other._address.Port && _bound.Any(mine => other._bound.Any(its => Covers(mine, its) || Covers(its, mine)));
    }

    // As the server does: a host name is no reason to listen on less than everything.
    private static IPAddress[] Bound(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        if (!IPAddress.TryParse(host, out var address)) return [IPAddress.IPv6Any];
        return [address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address];
    }

    private static bool Covers(IPAddress wide, IPAddress narrow) =>
        wide.Equals(narrow) || wide.Equals(IPAddress.IPv6Any) || (wide.Equals(IPAddress.Any) && narrow.AddressFamily == AddressFamily.InterNetwork);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static string Literal(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
}
