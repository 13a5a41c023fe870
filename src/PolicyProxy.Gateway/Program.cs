using System.CommandLine;
using PolicyProxy.Gateway.Commands;

// The gateway's host answers to signals itself: it lets requests in flight finish.
return await GatewayCommands.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
