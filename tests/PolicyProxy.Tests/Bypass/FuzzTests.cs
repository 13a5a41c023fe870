using System.Diagnostics;
using System.Globalization;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// Requests that nobody thought of: whatever the gateway forwards names no closed contact as recipient of a message, under no reading.
/// <c>POLICYPROXY_FUZZ_SECONDS</c> says how long (10 by default), <c>POLICYPROXY_FUZZ_SEED</c> tries others than the usual ones.
/// </summary>
public sealed class FuzzTests(BypassGateway gateway, ITestOutputHelper output) : IClassFixture<BypassGateway>
{
    private const int Workers = 4;

    private static readonly string[] Contacts = [BypassGateway.AllClosed["CLOSED"], BypassGateway.AllOpen["CLOSED"], BypassGateway.AllOpen["OPEN"]];
    private static readonly string[] Numbers = [BypassGateway.AllClosed["CLOSED_NUMBER"], BypassGateway.AllOpen["CLOSED_NUMBER"], BypassGateway.AllOpen["OPEN_NUMBER"]];

    private readonly int _seed = Setting("POLICYPROXY_FUZZ_SEED") ?? 20261123;

    [Fact]
    public async Task Whatever_is_forwarded_names_no_closed_contact()
    {
        var time = TimeSpan.FromSeconds(Setting("POLICYPROXY_FUZZ_SECONDS") ?? 10);
        var run = new Run();
        var clock = Stopwatch.StartNew();
        gateway.Platform.OnRequest = run.Look;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(run, clock, time))));
        gateway.Platform.OnRequest = _ => { };

        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"seed {_seed}: {run.Count} cases in {clock.Elapsed.TotalSeconds:0.0} s, {run.Count / clock.Elapsed.TotalSeconds:0} a second, {run.Forwarded} forwarded");
        output.WriteLine(said);
        run.Failures.Select(failure => $"case {failure.Index} {failure.Why}: {Convert.ToBase64String(Request(failure.Index))}").Take(5).ShouldBeEmpty(said);
        run.Forwarded.ShouldBeGreaterThan(run.Count / 50, said);
    }

    [Fact]
    public void The_same_seed_makes_the_same_request() => Request(17).ShouldBe(Request(17));

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private byte[] Request(int index) =>
        new RequestGrammar(new(unchecked((_seed * 31) + index)), Contacts, Numbers).Next(index.ToString(CultureInfo.InvariantCulture));

    private async Task WorkAsync(Run run, Stopwatch clock, TimeSpan time)
    {
        while (clock.Elapsed < time && run.Failures.Count < 5)
        {
            var index = run.Take();
            Answer? answer;
            try
            {
                answer = await gateway.AskAsync(Request(index));
            }
            catch (TimeoutException)
            {
                run.Fail(index, "was not answered");
                continue;
            }

            if (answer is { Status: >= 500 and not 505 }) run.Fail(index, $"was answered {answer.Status} {answer.Text}");
        }
    }

    /// <summary>What happened so far.</summary>
    private sealed class Run
    {
        private readonly Lock _lock = new();
        private int _count;
        private int _forwarded;

        public int Count => _count;

        public int Forwarded => _forwarded;

        public List<(int Index, string Why)> Failures { get; } = [];

        public int Take() => Interlocked.Increment(ref _count);

        public void Fail(int index, string why)
        {
            lock (_lock) Failures.Add((index, why));
        }

        public void Look(ForwardedBytes request)
        {
            Interlocked.Increment(ref _forwarded);
            var named = Oracle.Recipients(request.Method, request.Target, request.Header("Content-Type"), request.Header("Content-Encoding"), request.Body);
            if (named.Contains(Contacts[0]) || named.Contains(Numbers[0]))
                Fail(int.Parse(request.Header("X-Case")!, CultureInfo.InvariantCulture), $"was forwarded as {request.Target} with {Convert.ToBase64String(request.Body)}");
        }
    }
}
