using System.Diagnostics;
using PolicyProxy.Windows;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Waits for what takes as long as it takes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits until something holds; a store that cannot say does not hold.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds)
    {
        WindowStoreException? last = null;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20))
        {
            try
            {
                if (await holds()) return;
            }
            catch (WindowStoreException exception)
            {
                last = exception;
            }
        }

        throw new TimeoutException($"It does not come true. {last?.Message}", last);
    }

    /// <summary>Waits until something holds, and does something before each look.</summary>
    public static Task HoldsAsync(Func<bool> holds, Action meanwhile) => HoldsAsync(() =>
    {
        meanwhile();
        return Task.FromResult(holds());
    });

    /// <summary>Waits until something holds.</summary>
    public static Task HoldsAsync(Func<bool> holds) => HoldsAsync(() => Task.FromResult(holds()));
}
