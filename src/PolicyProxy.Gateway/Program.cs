using PolicyProxy.Gateway.Commands;

return await GatewayCommands.Create().Parse(args).InvokeAsync();
