using System.Text;
using System.Text.Json;
using PolicyProxy.Gateway.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy healthcheck</c>: for a container's health check.</summary>
internal static class HealthcheckCommand
{
    private const int LongestAnswer = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the gateway whether it is ready; exit code 0 when it is.</summary>
    /// <param name="url">The admin listener's address; null for that of the configuration.</param>
    /// <param name="file">The configuration file, which need not be there.</param>
    /// <param name="overrides">Keys of the configuration from the command line.</param>
    /// <param name="stop">Ends the wait for an answer.</param>
    public static async Task<int> ExecuteAsync(string? url, string file, IReadOnlyDictionary<string, string?> overrides, CancellationToken stop)
    {
        if ((url is null ? Configured(file, overrides) : Given(url)) is not { Address: { } address } asked)
            return await RefuseAsync(url is null
                ? "Admin:Url: names no host and port that can be asked; give the address with --url, such as --url http://127.0.0.1:8081."
                : $"--url: \"{url}\" is not right; an address such as http://127.0.0.1:8081 belongs here.");

        try
        {
            // A proxy that the environment names is for other hosts than this one.
            using var direct = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
            using var client = new HttpClient(direct) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
            using var answer = await client.GetAsync(new Uri(address, "/health/ready"), stop);
            var body = await answer.Content.ReadAsByteArrayAsync(stop);
            var status = Status(body);
            if (status is null)
                return await FailAsync($"{address} answers as no gateway does: status {(int)answer.StatusCode}, {answer.Content.Headers.ContentType?.MediaType ?? "no content type"}, {body.Length} bytes.", asked.Note);

            Console.WriteLine(Encoding.UTF8.GetString(body));
            return answer.IsSuccessStatusCode && status is "ready" or "degraded" ? GatewayCommands.Success : await FailAsync($"The gateway on {address} is {status}.", asked.Note);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return await FailAsync($"No answer from {address}: {exception.Message}", asked.Note);
        }
    }

    /// <summary>The address that a configuration gives the admin listener, as it is reached from this machine.</summary>
    /// <returns>The address, null when it is not known beforehand; and a word on a file that could not be read.</returns>
    public static (Uri? Address, string? Note) Configured(string file, IReadOnlyDictionary<string, string?> overrides)
    {
        var configuration = PolicyFile.Peek(file, overrides, out var problem);
        var note = problem is null ? null : $"The address is not the configuration file's: {problem}";
        return (ListenAddress.Parse(configuration["Admin:Url"] ?? new AdminOptions().Url)?.FromHere, note);
    }

    private static (Uri? Address, string? Note) Given(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? (new(address.GetLeftPart(UriPartial.Authority)), null) : (null, null);

    // The gateway's own answer has a status and checks; null for any other.
    private static string? Status(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } answer
                && answer.TryGetProperty("checks", out var checks) && checks.ValueKind == JsonValueKind.Array
                && answer.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String
                ? status.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<int> FailAsync(string problem, string? note)
    {
        await Console.Error.WriteLineAsync(problem);
        if (note is not null) await Console.Error.WriteLineAsync(note);
        return GatewayCommands.Failure;
    }

    private static async Task<int> RefuseAsync(string problem)
    {
        await Console.Error.WriteLineAsync(problem);
        return GatewayCommands.BadConfiguration;
    }
}
