using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>Explains a webhook: whether its signature is right, what clients did by it, and what becomes of it.</summary>
internal sealed class ExplainedWebhook(IConfiguration configuration, ExplainOptions options, TimeProvider time)
{
    private const string BadSignature = "bad-signature";

    /// <summary>Prints it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(SampleRequest request)
    {
        var (result, records) = await RunAsync(configuration, request);
        if (!ExplainCommand.WriteRequest(request, result, RouteReview.Webhook)) return GatewayCommands.Failure;

        var model = MessagingModel.Build(configuration, ProxyRoutes.Read(configuration.GetSection("ReverseProxy"), []), [])!;
        var reason = result.Outcome!.Reason!;
        var isRefused = reason == BadSignature;
        ReviewTable.Write("Decided", ["Part", "Decided"],
        [
            ["Signature", Signature(request, result, model)],
            ["Result", reason],
            ["Webhook", result.Forwarded is null ? $"answered {result.Answer.Status}, nothing recorded, nothing forwarded" : "forwarded to the helpdesk as it came"],
        ]);
        if (isRefused) (result, records) = await RunAsync(Unsigned(model), request);
        WriteActs(records, model, isRefused);
        return isRefused || result.Forwarded is null || result.Outcome!.Reason == "not-understood" ? GatewayCommands.Failure : GatewayCommands.Success;
    }

    private async Task<(DryRunResult Result, IReadOnlyList<WindowRecord> Records)> RunAsync(IConfiguration used, SampleRequest request)
    {
        var store = new SupposedStore(LastContact.Never);
        await using var dry = new DryRun(used, store, time);
        return (await dry.RunAsync(request), store.Records);
    }

    private static string Signature(SampleRequest request, DryRunResult result, MessagingModel model)
    {
        if (result.Outcome!.Reason == "handshake") return "none needed";
        var channels = Channels(result, model);
        if (channels[0].IgnoresSignature) return "not checked: Signature is Ignored";
        if (result.Outcome.Reason != BadSignature) return "right";
        if (channels.All(channel => channel.LacksSecret)) return "cannot be right: no app secret is set";
        var proofs = channels.ConvertAll(channel => channel.Platform.Api.Proof?.Header);
        if (proofs.Contains(null)) return "missing or wrong; it belongs in the query";
        return request.Headers.Any(header => proofs.Contains(header.Key, StringComparer.OrdinalIgnoreCase)) ? "wrong" : "missing";
    }

    private static List<Channel> Channels(DryRunResult result, MessagingModel model)
    {
        var names = result.Route!.Metadata![RouteReview.Webhook].Split(',', StringSplitOptions.TrimEntries);
        return [.. model.Channels.Where(channel => names.Contains(channel.Name, StringComparer.OrdinalIgnoreCase))];
    }

    // As if the signature was right.
    private IConfigurationRoot Unsigned(MessagingModel model) => new ConfigurationBuilder().AddConfiguration(configuration)
        .AddInMemoryCollection(model.Channels.Select(channel => new KeyValuePair<string, string?>($"Messaging:Channels:{channel.Name}:Signature", nameof(SignatureRule.Ignored))))
        .Build();

    private void WriteActs(IReadOnlyList<WindowRecord> records, MessagingModel model, bool isRefused)
    {
        if (records.Count == 0)
        {
            Console.WriteLine("It tells of nothing that a client did, or of no account of these channels: it opens no window.");
            return;
        }

        var title = isRefused ? "What clients did by it, were the signature right" : "What clients did";
        ReviewTable.Write(title, ["Channel", "Account", "Contact", "Time", "Window open until"], records.Select(record => Act(record, model)));
    }

    private string[] Act(WindowRecord record, MessagingModel model)
    {
        var (channel, account, contact) = record.Conversation;
        var window = new MessagingWindow(model.Channels.Single(other => other.Name == channel).Policy, record.Time);
        return [channel, account.Length > 0 ? account : "of the contact", ExplainCommand.Contact(contact, options), ExplainCommand.Time(record.Time), ExplainCommand.Time(window.Closes(record.Time))];
    }
}
