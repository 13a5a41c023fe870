using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>Whether a missing Redis skips a test or fails it.</summary>
internal static class RedisRequired
{
    private const string Reason =
        "No Redis: set POLICYPROXY_TEST_REDIS to a connection string, or install redis-server (Debian: apt-get install redis-server).";

    /// <summary>Skips the test, or fails it where <c>POLICYPROXY_REQUIRE_REDIS=1</c> says that Redis must be there.</summary>
    public static void SkipUnless(bool available)
    {
        if (!available && Environment.GetEnvironmentVariable("POLICYPROXY_REQUIRE_REDIS") == "1")
            throw new InvalidOperationException(Reason);
        Skip.IfNot(available, Reason);
    }
}
