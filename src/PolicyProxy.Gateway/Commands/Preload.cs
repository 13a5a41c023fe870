using System.Reflection;
using System.Security.Cryptography;

namespace PolicyProxy.Gateway.Commands;

/// <summary>
/// Loads what the gateway is made of before it listens. The runtime loads an assembly when it is first needed, and never tries again one
/// that failed: a gateway that ran out of file descriptors before its first request would answer none any more.
/// </summary>
internal static class Preload
{
    private static readonly int Threads = Math.Max(16, 2 * Environment.ProcessorCount);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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
        StartThreads();
    }

    // A new thread takes descriptors, and the pool that cannot start one ends the process: more than it runs at a time, which is about one
    // a processor, are started now. The project file says that they are kept (ThreadsToKeepAlive).
    private static void StartThreads()
    {
        ThreadPool.GetMinThreads(out var least, out var leastForInput);
        ThreadPool.GetMaxThreads(out var most, out var mostForInput);
        ThreadPool.SetMinThreads(Threads, leastForInput);

        // Not disposed: the last to leave it may still be leaving.
        var all = new Barrier(Threads + 1);
        for (var started = 0; started < Threads; started++) ThreadPool.UnsafeQueueUserWorkItem(static all => all.SignalAndWait(Patience), all, preferLocal: false);
        all.SignalAndWait(Patience);
        ThreadPool.SetMinThreads(least, leastForInput);

        // The pool takes the least for what it aims at, but only the most brings that down again.
        ThreadPool.SetMaxThreads(least, mostForInput);
        ThreadPool.SetMaxThreads(most, mostForInput);
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
