using System.Text;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>Explains a send: what was read, what is decided by the client's last contact, and what a refusal looks like.</summary>
internal sealed class ExplainedSend(IConfiguration configuration, ExplainOptions options, TimeProvider time)
{
    // Longer than any window.
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(31);

    /// <summary>Prints it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(SampleRequest request)
    {
        var runs = await RunAsync(request);
        var first = runs[0].Result;
        if (!ExplainCommand.WriteRequest(request, first, RouteReview.Send)) return GatewayCommands.Failure;
        var decisions = first.Outcome!.Decisions;
        if (decisions.Count == 0)
        {
            Console.WriteLine("No send: forwarded untouched.");
            return GatewayCommands.Success;
        }

        ReviewTable.Write("Read", ["Channel", "Platform", "Account", "Contact", "Kind", "Outside the window", "Tag", "Written by"], decisions.Select(Read));
        ReviewTable.Write("Decided", ["Last contact", "Contact", "Verdict", "Reason", "Window closes", "Why"], runs.SelectMany(run => run.Result.Outcome!.Decisions.Select(decision => Decided(run.Supposed, decision))));
        foreach (var (supposed, result) in runs) WriteEnd(request, supposed, result);
        return decisions.Any(decision => decision.Send is null) ? GatewayCommands.Failure : GatewayCommands.Success;
    }

    private async Task<List<(string Supposed, DryRunResult Result)>> RunAsync(SampleRequest request)
    {
        if (options.Supposed is { } supposed) return [await SupposeAsync(request, "as given", supposed)];
        await using var asked = LookUpStore.TryOpen(configuration, time);
        if (asked is not null)
        {
            var result = await RunAsync(request, new(LastContact.Never, asked));
            if (result.Outcome?.Decisions.Any(decision => decision.Verdict.Reason == Reason.StoreUnavailable) != true) return [("in the store", result)];
        }

        await Console.Error.WriteLineAsync("The store cannot be asked when the client last wrote: both cases are told. Or suppose one with --last-contact.");
        var now = time.GetUtcNow();
        return [await SupposeAsync(request, "supposed, open", LastContact.At(now)), await SupposeAsync(request, "supposed, closed", LastContact.At(now - LongAgo))];
    }

    private async Task<(string Supposed, DryRunResult Result)> SupposeAsync(SampleRequest request, string words, LastContact contact) =>
        (words, await RunAsync(request, new(contact)));

    private async Task<DryRunResult> RunAsync(SampleRequest request, SupposedStore store)
    {
        await using var dry = new DryRun(configuration, store, time);
        return await dry.RunAsync(request);
    }

    private string[] Read(SendDecision decision) =>
    [
        decision.Channel.Name,
        decision.Channel.Platform.Name,
        decision.Send?.Account ?? "none",
        ExplainCommand.Contact(decision.Send?.Contact, options),
        decision.Send?.Content.ToString() ?? "not understood",
        decision.Send?.OutsideKind?.ToString() ?? "none",
        decision.Send?.Tag ?? "none",
        decision.Send?.Automatic == true ? "a bot" : "a person",
    ];

    private string[] Decided(string supposed, SendDecision decision) =>
    [
        $"{(decision.Verdict.LastContact is { } last ? ExplainCommand.Time(last) : "never")} ({supposed})",
        ExplainCommand.Contact(decision.Send?.Contact, options),
        MessagingOutcome.Word(decision),
        decision.Verdict.Reason.Word(),
        decision.Verdict.WindowCloses is { } closes ? ExplainCommand.Time(closes) : "none",
        decision.Refusal?.Cause ?? "",
    ];

    private void WriteEnd(SampleRequest request, string supposed, DryRunResult result)
    {
        if (result.Forwarded is { } forwarded)
        {
            Console.WriteLine($"Last contact {supposed}: forwarded {(forwarded.AsSpan().SequenceEqual(request.Body) ? "as it came" : "with another body, of what was judged")}.");
            return;
        }

        Console.WriteLine($"Last contact {supposed}: answered by the gateway.");
        Console.WriteLine();
        foreach (var line in result.Answer.Head) Console.WriteLine(line);
        Console.WriteLine();
        var mask = new ContactMask(options.ShowContacts ? [] : result.Outcome!.Decisions.Select(decision => decision.Send).OfType<OutboundSend>());
        Console.WriteLine(mask.Mask(result.Answer.Text));
        foreach (var told in result.ToldLater)
        {
            Console.WriteLine();
            Console.WriteLine($"And told later, by a webhook of {told.ContentType}:");
            Console.WriteLine(mask.Mask(Encoding.UTF8.GetString(told.Body.Span)));
        }

        Console.WriteLine();
    }
}
