using System.Reflection;
using System.Runtime.CompilerServices;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Finds arguments under <c>Serilog</c> that what they are given to does not have: Serilog passes over them.</summary>
internal static class SerilogArguments
{
    /// <summary>Looks through an entry and those among its arguments, once Serilog has loaded its assemblies.</summary>
    public static void Check(IConfigurationSection entry, List<string> errors)
    {
        var given = entry.GetSection("Args").GetChildren().ToList();
        if (entry["Name"] is { } name && Known(name) is { Count: > 0 } known)
        {
            foreach (var argument in given.Where(argument => !known.Contains(argument.Key, StringComparer.OrdinalIgnoreCase)))
                errors.Add($"{argument.Path}: is not an argument of {name}; known are {string.Join(", ", known)}.");
        }

        foreach (var nested in given.SelectMany(argument => argument.GetChildren())) Check(nested, errors);
    }

    // Those of every form it has, after the one that stands for what it extends.
    private static List<string> Known(string name) =>
    [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic && assembly.GetName().Name!.Contains("Serilog", StringComparison.OrdinalIgnoreCase))
            .SelectMany(assembly => assembly.ExportedTypes)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute)) && method.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(method => method.GetParameters().Skip(1))
            .Select(parameter => parameter.Name!)
            .Distinct(),
    ];
}
