using System.Runtime.InteropServices;
using PolicyProxy.Chaos;
using PolicyProxy.Chaos.Load;
using PolicyProxy.Chaos.SelfTests;
using PolicyProxy.Chaos.World;

if (args is ["load", ..]) return await LoadProcess.RunAsync(LoadOptions.Parse(args));
if (args is ["guard"]) return await ProcessGuard.RunAsync();

ChaosOptions options;
try
{
    options = ChaosOptions.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{ChaosOptions.Usage}");
    return 2;
}

if (options.SelfTest) return SelfTest.Run();

using var told = new CancellationTokenSource();
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
var isProved = true;
foreach (var store in options.Stores) isProved &= await ChaosSession.RunAsync(options, store, told.Token);
Console.WriteLine($"chaos: seed {options.Seed}: {(isProved ? "nothing violated" : "FAILED")}");
return isProved ? 0 : 1;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    told.Cancel();
}
