using Microsoft.Data.Sqlite;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using StackExchange.Redis;

namespace PolicyProxy.Gateway.Commands;

/// <summary>What a person has to know of the gateway itself: where it listens, who may ask it, where it keeps what it knows.</summary>
internal static class GatewayReview
{
    /// <summary>A row for each part.</summary>
    public static IEnumerable<string[]> Rows(StoreOptions store, IConfiguration configuration)
    {
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            yield return [$"Listener {endpoint.Key}", endpoint["Url"] ?? ""];

        var admin = new OptionsReader([]).Read<AdminOptions>(configuration.GetSection("Admin"));
        yield return ["Admin", $"{admin.Url}, {(string.IsNullOrWhiteSpace(admin.ApiKey) ? "without a key" : "with a key")}"];
        yield return ["Store", $"{store.Provider}, {Place(store)}, {store.OperationTimeoutMs} ms a call"];
        yield return ["Store away", store.WhenUnavailable == WhenUnavailable.Allow ? "sends are allowed" : "sends are refused for the moment"];
        yield return ["Journal", Path.GetFullPath(store.Journal)];
    }

    // The connection string itself can hold a password.
    private static string Place(StoreOptions store) => store.Provider == StoreProvider.Redis
        ? string.Join(' ', ConfigurationOptions.Parse(store.ConnectionString).EndPoints.Select(server => $"{server}".Replace("Unspecified/", "", StringComparison.Ordinal)))
        : Path.GetFullPath(new SqliteConnectionStringBuilder(store.ConnectionString).DataSource);
}
