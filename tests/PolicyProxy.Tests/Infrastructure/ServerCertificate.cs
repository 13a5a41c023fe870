using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A certificate of this machine's own, which is trusted only by those who are told to, and a port for Redis to show it on.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private readonly TestDirectory _directory = new();

    public ServerCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path, certificate.ExportCertificatePem());
        File.WriteAllText(_directory.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The certificate's file.</summary>
    public string Path => _directory.File("certificate.pem");

    public int Port { get; } = Ports.Take();

    public string[] RedisOptions =>
    [
        "--tls-port", $"{Port}", "--tls-auth-clients", "no",
        "--tls-cert-file", Path, "--tls-key-file", _directory.File("key.pem"), "--tls-ca-cert-file", Path,
    ];

    public void Dispose() => _directory.Dispose();
}
