using System.Reflection;
using System.Security.Cryptography;

namespace PolicyProxy.Gateway.Commands;

/// <summary>
/// Loads what the gateway is made of before it listens. The runtime loads an assembly when it is first needed, and never tries again one
/// that failed: a gateway that ran out of file descriptors before its first request would answer none any more.
/// </summary>
internal static class Preload
{
    public static void LoadEverything()
    {
        var known = new HashSet<string>();
        var waiting = new Queue<Assembly>([typeof(Preload).Assembly]);
        while (waiting.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(name => known.Add(name.FullName)))
            {
                if (Load(name) is { } referenced) waiting.Enqueue(referenced);
            }
        }

        // The native library behind it is found once, too.
        HMACSHA256.HashData([], []);
    }

    private static Assembly? Load(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            // A library may name what only a part of it needs that is never called here.
            return null;
        }
    }
}
