using Microsoft.Extensions.Time.Testing;
using PolicyProxy.Gateway.Telemetry;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>How often what keeps the log from its place is told, and how long it is remembered.</summary>
public sealed class LogFaultsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
    private readonly StringWriter _error = new();
    private readonly LogFaults _faults;

    public LogFaultsTests() => _faults = new(_time, _error);

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Where_nothing_is_wrong_nothing_is_told()
    {
        _faults.TakeAtStart([]);

        (_faults.Current, _error.ToString()).ShouldBe((null, ""));
    }

    [Fact]
    public void What_goes_on_being_wrong_is_told_every_ten_minutes()
    {
        for (var second = 0; second <= 600; second++)
        {
            _faults.Take("No space left on device");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _error.ToString().ShouldBe(string.Concat(Enumerable.Repeat($"The log does not go where Serilog sends it: No space left on device{Environment.NewLine}", 2)));
    }

    [Fact]
    public void What_went_wrong_is_remembered_for_an_hour()
    {
        _faults.Take("No space left on device");
        _time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromTicks(1));
        _faults.Current.ShouldBe("No space left on device (08:00:00 UTC)");
        _time.Advance(TimeSpan.FromTicks(1));
        _faults.Current.ShouldBeNull();
    }

    [Fact]
    public void What_was_wrong_at_the_start_stays_so_until_it_is_mended()
    {
        _faults.TakeAtStart(["Unable to open a.log", "Unable to open b.log"]);
        _time.Advance(TimeSpan.FromDays(1));
        _faults.Current.ShouldBe("Unable to open a.log | Unable to open b.log");

        _faults.Mend("Unable to open a.log");
        _faults.Current.ShouldBe("Unable to open b.log");
        _faults.Mend("Unable to open b.log");
        _faults.Current.ShouldBeNull();
        _error.ToString().Split(Environment.NewLine).Count(line => line.StartsWith("What kept the log from where Serilog sends it is mended: Unable to open ", StringComparison.Ordinal)).ShouldBe(2);
    }
}
