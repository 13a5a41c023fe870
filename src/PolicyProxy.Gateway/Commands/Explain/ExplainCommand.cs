using System.Globalization;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Policy;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary><c>policyproxy explain</c>: says what a request would be read as, and what would become of it, without starting anything.</summary>
internal static class ExplainCommand
{
    /// <summary>Explains a request; contacts are masked unless asked otherwise.</summary>
    public static async Task<int> ExecuteAsync(PolicyFile file, ExplainOptions options, TimeProvider time)
    {
        try
        {
            if (options.Problem() is { } problem) throw new FormatException(problem);
            var request = await ReadAsync(options);
            return options.Send is not null
                ? await new ExplainedSend(file.Configuration, options, time).WriteAsync(request)
                : await new ExplainedWebhook(file.Configuration, options, time).WriteAsync(request);
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return GatewayCommands.BadConfiguration;
        }
    }

    /// <summary>Prints what the request is, and the route that it comes in on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="kind">What the route has to be for: <c>Messaging.Send</c> or <c>Messaging.Webhook</c>.</param>
    /// <returns>Whether the route is one of that kind.</returns>
    public static bool WriteRequest(SampleRequest request, DryRunResult result, string kind)
    {
        var (webhook, send) = (Names(result, RouteReview.Webhook), Names(result, RouteReview.Send));
        var route = result.Route is not { } matched ? "none: answered 404"
            : $"{matched.RouteId}, " + (send is not null ? $"sends of {send}" : webhook is not null ? $"webhooks of {webhook}" : "plain proxy: forwarded untouched");

        // No query: it can hold a token.
        ReviewTable.Write("Request", ["Part", "Read"], [["Request", $"{request.Method} {request.Path}"], ["Body", $"{request.Body.Length} bytes"], ["Route", route]]);
        if (Names(result, kind) is not null) return true;
        Console.WriteLine($"No route with {kind} in its Metadata takes this request.");
        return false;
    }

    /// <summary>A contact as it may be told.</summary>
    public static string Contact(string? contact, ExplainOptions options) => contact is null ? "none" : options.ShowContacts ? contact : ConversationId.Mask(contact);

    /// <summary>A time as it is told.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? Names(DryRunResult result, string key) => result.Route?.Metadata?.GetValueOrDefault(key);

    private static async Task<SampleRequest> ReadAsync(ExplainOptions options)
    {
        try
        {
            await using var input = options.File == ImportCommand.StandardInput ? Console.OpenStandardInput() : File.OpenRead(options.File);
            using var bytes = new MemoryStream();
            await input.CopyToAsync(bytes);
            return SampleRequest.Read(bytes.ToArray(), options.Method, options.Path);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{options.File}: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{options.File}: cannot be read ({error.Message}); a file with a request, or - for standard input, belongs here.", error);
        }
    }
}
