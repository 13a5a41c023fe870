using System.Runtime.InteropServices;
using PolicyProxy.Gateway.Commands.Import;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Stores;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy import</c>: seeds last contacts, with or without a running gateway beside it.</summary>
internal static class ImportCommand
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Takes in a file; what it says of bad lines and counts has no contact in it.</summary>
    public static async Task<int> ExecuteAsync(PolicyFile file, string path)
    {
        var routes = ProxyRoutes.Read(file.Configuration.GetSection("ReverseProxy"), []);
        var model = MessagingModel.Build(file.Configuration, routes, [])!;
        var outcome = new ImportOutcome();
        var exitCode = await RunAsync(model, path, outcome);
        foreach (var problem in outcome.Problems()) await Console.Error.WriteLineAsync(problem);
        if (outcome.Rows > 0 || exitCode == GatewayCommands.Success) Console.WriteLine($"{outcome.Summary}.");
        return exitCode == GatewayCommands.Success && outcome.Bad > 0 ? GatewayCommands.Failure : exitCode;
    }

    private static async Task<int> RunAsync(MessagingModel model, string path, ImportOutcome outcome)
    {
        using var stopping = new CancellationTokenSource();
        using var secondSignal = new SecondSignal();
        using var interrupt = StopAt(PosixSignal.SIGINT, stopping);
        using var terminate = StopAt(PosixSignal.SIGTERM, stopping);
        try
        {
            await using var input = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
            await using var store = StoreFactory.OpenBesideGateway(model.Options.Store, TimeProvider.System);
            await store.PingAsync(stopping.Token);
            var lines = new LineReader(input);
            var import = new ContactImport(lines, new(model.Channels, TimeProvider.System), store, outcome, TimeProvider.System);
            await new ImportProgress(lines, input.CanSeek ? input.Length : null, outcome, TimeProvider.System).ShowAsync(() => import.RunAsync(stopping.Token));
            return GatewayCommands.Success;
        }
        catch (WindowStoreException error)
        {
            await Console.Error.WriteLineAsync($"The store does not take the contacts: {error.Message.TrimEnd('.')}. What it has taken in stays; import the file again when it is back.");
            return GatewayCommands.StoreAway;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{path}: cannot be read ({error.Message}); a file of CSV or NDJSON, or - for standard input, belongs here.");
            return GatewayCommands.BadConfiguration;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. What was taken in stays; import the file again for the rest.");
            return GatewayCommands.Stopped;
        }
    }

    private static PosixSignalRegistration StopAt(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stopping.Cancel();
        });
}
