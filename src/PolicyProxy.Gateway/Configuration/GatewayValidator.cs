using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using PolicyProxy.Stores;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Validates a whole configuration before anything of it takes effect.</summary>
internal static class GatewayValidator
{
    private static readonly string[] Sections = ["$schema", "Kestrel", "Admin", "Messaging", "Platforms", "ReverseProxy", "RateLimiting", "Telemetry", "Serilog"];

    private static readonly string[] Protocols = [.. Enum.GetNames<HttpProtocols>().Where(name => name != nameof(HttpProtocols.None))];

    /// <summary>Collects everything wrong with a configuration.</summary>
    /// <param name="configuration">The file with environment and command line on top.</param>
    /// <param name="file">The file's own values: only there is a section that nobody knows an error.</param>
    /// <param name="errors">Takes one line an error.</param>
    public static void Validate(IConfiguration configuration, IReadOnlyDictionary<string, string?> file, List<string> errors)
    {
        foreach (var section in file.Keys.Select(key => key.Split(':')[0]).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!Sections.Contains(section, StringComparer.OrdinalIgnoreCase))
                errors.Add($"{section}: is not a known section; known are {string.Join(", ", Sections[1..])}.");
        }

        CheckAdmin(configuration, CheckKestrel(configuration, errors), errors);
        CheckTelemetry(configuration, errors);
        SerilogSection.Check(configuration, errors);
        var routes = ProxyRoutes.Read(configuration.GetSection("ReverseProxy"), errors);
        if (MessagingModel.Build(configuration, routes, errors) is { } model && StoreFactory.Problem(model.Options.Store) is { } problem)
            errors.Add($"Messaging:Store:ConnectionString: {problem}");
    }

    private static Dictionary<string, ListenAddress> CheckKestrel(IConfiguration configuration, List<string> errors)
    {
        var kestrel = new OptionsReader(errors).Read<KestrelSection>(configuration.GetSection("Kestrel"));
        if (kestrel.Endpoints.Count == 0) errors.Add("Kestrel:Endpoints: is missing; at least one endpoint, such as \"Proxy\": { \"Url\": \"http://*:8080\" }, belongs here.");
        if (kestrel.EndpointDefaults is { } defaults) CheckWords("Kestrel:EndpointDefaults", defaults, errors);
        var listeners = new Dictionary<string, ListenAddress>();
        foreach (var (name, endpoint) in kestrel.Endpoints)
        {
            CheckWords($"Kestrel:Endpoints:{name}", endpoint, errors);
            var key = $"Kestrel:Endpoints:{name}:Url";
            if (CheckUrl(key, endpoint.Url, errors) is not { } address) continue;
            CheckPlace(key, address, listeners, errors);
            listeners.Add(key, address);
            if (address.Scheme == "https" && endpoint.Certificate is null && endpoint.Sni.Count == 0 && !kestrel.Certificates.ContainsKey("Default"))
                errors.Add($"Kestrel:Endpoints:{name}:Certificate: is missing, and the endpoint speaks https; \"Certificate\": {{ \"Path\": \"certificate.pem\", \"KeyPath\": \"certificate.key\" }} belongs here, or one for all in Kestrel:Certificates:Default.");
        }

        return listeners;
    }

    // The server passes over a word that it does not know.
    private static void CheckWords(string key, KestrelEndpoint endpoint, List<string> errors)
    {
        CheckWord($"{key}:Protocols", endpoint.Protocols, Protocols, errors);
        CheckWord($"{key}:ClientCertificateMode", endpoint.ClientCertificateMode, Enum.GetNames<ClientCertificateMode>(), errors);
        for (var i = 0; i < endpoint.SslProtocols.Count; i++) CheckWord($"{key}:SslProtocols:{i}", endpoint.SslProtocols[i], Enum.GetNames<SslProtocols>(), errors);
        foreach (var (host, own) in endpoint.Sni) CheckWords($"{key}:Sni:{host}", own, errors);
    }

    private static void CheckWord(string key, string? word, string[] known, List<string> errors)
    {
        if (string.IsNullOrEmpty(word) || known.Contains(word, StringComparer.OrdinalIgnoreCase)) return;
        var right = known.Contains(nameof(SslProtocols.Tls13)) ? [nameof(SslProtocols.Tls12), nameof(SslProtocols.Tls13)] : known;
        errors.Add($"{key}: \"{word}\" is not right; {string.Join(" or ", right)} belongs here.");
    }

    private static void CheckAdmin(IConfiguration configuration, Dictionary<string, ListenAddress> listeners, List<string> errors)
    {
        var admin = new OptionsReader(errors).Read<AdminOptions>(configuration.GetSection("Admin"));
        if (CheckUrl("Admin:Url", admin.Url, errors) is not { } address) return;
        CheckPlace("Admin:Url", address, listeners, errors);
        if (address.Scheme != "http") errors.Add($"Admin:Url: the admin listener speaks plain HTTP; http://HOST:PORT belongs here.");
        if (admin.ApiKey is { Length: > 0 } key && !key.All(c => c is > ' ' and <= '~'))
            errors.Add("Admin:ApiKey: holds a blank or a character that no header carries; printable ASCII characters without blanks belong here.");
        if (!address.IsLoopback && string.IsNullOrWhiteSpace(admin.ApiKey))
            errors.Add("Admin:ApiKey: is missing, and Admin:Url can be reached from other machines; set a key (environment variable Admin__ApiKey), or listen on http://127.0.0.1:8081.");
    }

    private static void CheckTelemetry(IConfiguration configuration, List<string> errors)
    {
        var telemetry = new OptionsReader(errors).Read<TelemetryOptions>(configuration.GetSection("Telemetry"));
        if (telemetry.OtlpEndpoint is not { Length: > 0 } endpoint) return;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0)
            errors.Add($"Telemetry:OtlpEndpoint: \"{endpoint}\" is not right; a collector's address such as http://localhost:4318 belongs here.");
    }

    private static ListenAddress? CheckUrl(string key, string? url, List<string> errors)
    {
        if (ListenAddress.Parse(url) is { } address) return address;
        errors.Add($"{key}: \"{url}\" is not right; an address such as http://*:8080 belongs here.");
        return null;
    }

    private static void CheckPlace(string key, ListenAddress address, Dictionary<string, ListenAddress> listeners, List<string> errors)
    {
        if (listeners.FirstOrDefault(listener => listener.Value.Overlaps(address)).Key is { } taken)
            errors.Add($"{key}: {taken} has the same port on the same address; another port belongs here.");
    }
}
