using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A certificate authority of the test's own, which is trusted only by those who are told to.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly X509Certificate2 _certificate;

    public CertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority of a test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(2));
        File.WriteAllText(Path, _certificate.ExportCertificatePem());
    }

    /// <summary>The authority's own certificate, as a file.</summary>
    public string Path => _directory.File("ca.pem");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Makes a certificate for host names, and writes it and its key to files.</summary>
    /// <returns>The two files' paths.</returns>
    public (string Certificate, string Key) Issue(params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts) names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_certificate, Now.AddDays(-1), Now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        var files = (_directory.File($"{hosts[0]}.pem"), _directory.File($"{hosts[0]}.key"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    /// <summary>Whether the authority vouches for a certificate.</summary>
    public bool Vouches(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _directory.Dispose();
    }
}
