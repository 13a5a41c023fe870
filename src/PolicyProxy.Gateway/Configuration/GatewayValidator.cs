using System.Net;
using PolicyProxy.Yarp.Configuration;
using Serilog.Events;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Validates a whole configuration before anything of it takes effect.</summary>
internal static class GatewayValidator
{
    private static readonly string[] Sections = ["$schema", "Kestrel", "Admin", "Messaging", "Platforms", "ReverseProxy", "RateLimiting", "Telemetry", "Serilog"];

    private static readonly string[] SerilogKeys =
        ["Using", "MinimumLevel", "LevelSwitches", "FilterSwitches", "WriteTo", "AuditTo", "Enrich", "Destructure", "Filter", "Properties"];

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

        CheckKestrel(configuration, errors);
        CheckAdmin(configuration, errors);
        CheckTelemetry(configuration, errors);
        CheckSerilog(configuration.GetSection("Serilog"), errors);
        var routes = ProxyRoutes.Read(configuration.GetSection("ReverseProxy"), errors);
        if (MessagingModel.Build(configuration, routes, errors) is { } model && StoreFactory.Problem(model.Options.Store) is { } problem)
            errors.Add($"Messaging:Store:ConnectionString: {problem}");
    }

    private static void CheckKestrel(IConfiguration configuration, List<string> errors)
    {
        var kestrel = new OptionsReader(errors).Read<KestrelSection>(configuration.GetSection("Kestrel"));
        if (kestrel.Endpoints.Count == 0) errors.Add("Kestrel:Endpoints: is missing; at least one endpoint, such as \"Proxy\": { \"Url\": \"http://*:8080\" }, belongs here.");
        foreach (var (name, endpoint) in kestrel.Endpoints) CheckUrl($"Kestrel:Endpoints:{name}:Url", endpoint.Url, errors);
    }

    private static void CheckAdmin(IConfiguration configuration, List<string> errors)
    {
        var admin = new OptionsReader(errors).Read<AdminOptions>(configuration.GetSection("Admin"));
        if (CheckUrl("Admin:Url", admin.Url, errors) is not { } address) return;
        if (address.Scheme != "http") errors.Add($"Admin:Url: the admin listener speaks plain HTTP; http://HOST:PORT belongs here.");
        if (admin.ApiKey is { Length: > 0 } key && !key.All(c => c is > ' ' and <= '~'))
            errors.Add("Admin:ApiKey: holds a blank or a character that no header carries; printable ASCII characters without blanks belong here.");
        if (!IsLoopback(address.Host) && string.IsNullOrWhiteSpace(admin.ApiKey))
            errors.Add("Admin:ApiKey: is missing, and Admin:Url can be reached from other machines; set a key (environment variable Admin__ApiKey), or listen on http://127.0.0.1:8081.");
    }

    private static void CheckTelemetry(IConfiguration configuration, List<string> errors)
    {
        var telemetry = new OptionsReader(errors).Read<TelemetryOptions>(configuration.GetSection("Telemetry"));
        if (telemetry.OtlpEndpoint is not { Length: > 0 } endpoint) return;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Query.Length > 0)
            errors.Add($"Telemetry:OtlpEndpoint: \"{endpoint}\" is not right; a collector's address such as http://localhost:4318 belongs here.");
    }

    private static void CheckSerilog(IConfigurationSection serilog, List<string> errors)
    {
        foreach (var unknown in serilog.GetChildren().Where(child => !SerilogKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            errors.Add($"{unknown.Path}: is not a known key; known are {string.Join(", ", SerilogKeys)}.");

        var level = serilog.GetSection("MinimumLevel");
        foreach (var value in level.GetSection("Override").GetChildren().Append(level).Append(level.GetSection("Default")))
        {
            if (!string.IsNullOrEmpty(value.Value) && !Enum.TryParse<LogEventLevel>(value.Value, ignoreCase: true, out _))
                errors.Add($"{value.Path}: \"{value.Value}\" is not right; {string.Join(" or ", Enum.GetNames<LogEventLevel>())} belongs here.");
        }
    }

    private static BindingAddress? CheckUrl(string key, string? url, List<string> errors)
    {
        try
        {
            var address = BindingAddress.Parse(url ?? "");
            if (address.Scheme is "http" or "https") return address;
        }
        catch (FormatException)
        {
            // Reported below, in our own words.
        }

        errors.Add($"{key}: \"{url}\" is not right; an address such as http://*:8080 belongs here.");
        return null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
