namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy healthcheck</c>: for a container's health check.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the gateway whether it is ready; exit code 0 when it is.</summary>
    public static async Task<int> ExecuteAsync(string url, CancellationToken stop)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            await Console.Error.WriteLineAsync($"--url: \"{url}\" is not right; an address such as http://127.0.0.1:8081 belongs here.");
            return GatewayCommands.BadConfiguration;
        }

        try
        {
            // A proxy that the environment names is for other hosts than this one.
            using var direct = new SocketsHttpHandler { UseProxy = false };
            using var client = new HttpClient(direct) { Timeout = Patience };
            using var answer = await client.GetAsync(new Uri(address, "/health/ready"), stop);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(stop));
            return answer.IsSuccessStatusCode ? GatewayCommands.Success : GatewayCommands.Failure;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"No answer from {address.GetLeftPart(UriPartial.Authority)}: {exception.Message}");
            return GatewayCommands.Failure;
        }
    }
}
