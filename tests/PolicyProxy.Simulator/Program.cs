using PolicyProxy.Simulator;

// Nothing of the surroundings configures the gateway in here: what is set in this shell is meant for another one.
foreach (string name in Environment.GetEnvironmentVariables().Keys)
{
    if (name.Contains("__", StringComparison.Ordinal)) Environment.SetEnvironmentVariable(name, null);
}

// Ctrl+C: requests in flight may finish, as long as the gateway gives them.
return await SimulatorCommand.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });
