using System.Text.RegularExpressions;
using PolicyProxy.Gateway.Configuration;
using Shouldly;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A request to the administrator's listener that the README shows, made as curl would make it.</summary>
internal static partial class ReadmeCurl
{
    /// <summary>Makes the request; fails unless it is answered as one that is right.</summary>
    public static async Task TryAsync(string command)
    {
        var (method, body, key, address) = Read(command);
        using var shipped = PolicyFile.Open(RepositoryFile.Path("config", "policyproxy.json"), new Dictionary<string, string?>());
        address.GetLeftPart(UriPartial.Authority).ShouldBe(shipped.Configuration["Admin:Url"]);

        await using var gateway = await RunningGateway.StartAsync(settings => settings.Set("Admin:ApiKey", key));
        (string, string)[] headers = key is null ? [] : [("Authorization", $"Bearer {key}")];
        (await gateway.AdminAsync(method, address.PathAndQuery, body, headers)).Status.ShouldBe(method == HttpMethod.Get ? 200 : 204);

        // The key is what made it right.
        if (key is not null) (await gateway.AdminAsync(method, address.PathAndQuery, body)).Status.ShouldBe(401);
    }

    private static (HttpMethod Method, string? Body, string? Key, Uri Address) Read(string command)
    {
        var (method, body, key) = (HttpMethod.Get, default(string), default(string));
        var words = new Queue<string>(Word().Matches(command).Select(word => word.Value.Trim('\'', '"')).Skip(1));
        while (words.TryDequeue(out var word))
        {
            if (word == "-X") method = new(words.Dequeue());
            else if (word == "-d") body = words.Dequeue();
            else if (word == "-H") key = words.Dequeue().Replace("$Admin__ApiKey", "key-of-the-test", StringComparison.Ordinal)["Authorization: Bearer ".Length..];
            else return (method, body, key, new(word));
        }

        throw new ShouldAssertException($"The command names no address: {command}");
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();
}
