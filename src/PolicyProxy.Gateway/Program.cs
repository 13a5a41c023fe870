using System.CommandLine;
using System.CommandLine.Invocation;
using PolicyProxy.Gateway.Commands;

// Read once, when the first socket is made: completions run on the thread that sees them, since nothing on a request's way blocks.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(InlineCompletions) is null) Environment.SetEnvironmentVariable(InlineCompletions, "1");

// The gateway's host answers to signals itself: it lets requests in flight finish.
var parsed = GatewayCommands.Create().Parse(args);
var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Action is ParseErrorAction ? GatewayCommands.BadConfiguration : exitCode;
