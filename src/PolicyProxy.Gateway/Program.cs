using System.CommandLine;
using System.CommandLine.Invocation;
using PolicyProxy.Gateway.Commands;

// The gateway's host answers to signals itself: it lets requests in flight finish.
var parsed = GatewayCommands.Create().Parse(args);
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Action is ParseErrorAction ? GatewayCommands.BadConfiguration : exitCode;
