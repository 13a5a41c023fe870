using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>A log file that could not be opened at the start, and can be later.</summary>
public sealed class LateFilesTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));
    private readonly TestDirectory _directory = new();

    // No directory can be where a file is.
    private string Late => $"{_directory.File("place")}/a.log";

    private string Good => _directory.File("good.log");

    public LateFilesTests() => File.WriteAllText(_directory.File("place"), "");

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string> Places => new()
    {
        """[{ "Name": "File", "Args": { "path": GOOD } }, { "Name": "File", "Args": { "path": LATE } }]""",
        """{ "Good": { "Name": "File", "Args": { "path": GOOD } }, "Late": { "Name": "File", "Args": { "path": LATE, "restrictedToMinimumLevel": "Information" } } }""",
        """[{ "Name": "File", "Args": { "path": GOOD } }, { "Name": "Async", "Args": { "configure": [{ "Name": "File", "Args": { "path": LATE } }] } }]""",
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task It_is_written_to_within_a_minute_and_nothing_is_wrong_any_more(string places)
    {
        await using (var log = Open(places))
        {
            log.Serilog.Information("first");
            log.Faults!.Current.ShouldNotBeNull().ShouldStartWith($"Unable to open file sink for {Late}: ");
            MakePlace();
            _time.Advance(Minute - TimeSpan.FromTicks(1));
            log.Serilog.Information("second");
            File.Exists(Late).ShouldBeFalse();

            _time.Advance(TimeSpan.FromTicks(1));
            log.Faults.Current.ShouldBeNull();
            for (var minute = 0; minute < 3; minute++) _time.Advance(Minute);
            log.Serilog.Information("third");
            log.Serilog.Debug("hidden");
        }

        (Words(Late), Words(Good)).ShouldBe(("third", "first second third"));
    }

    [Fact]
    public async Task As_long_as_it_cannot_be_opened_it_is_tried_again()
    {
        await using var log = Open($$"""[{ "Name": "File", "Args": { "path": LATE } }]""");
        for (var minute = 0; minute < 90; minute++) _time.Advance(Minute);
        log.Faults!.Current.ShouldNotBeNull();

        MakePlace();
        _time.Advance(Minute);
        log.Faults.Current.ShouldBeNull();
    }

    private void MakePlace()
    {
        File.Delete(_directory.File("place"));
        Directory.CreateDirectory(_directory.File("place"));
    }

    private GatewayLog Open(string places)
    {
        var json = $$"""{ "Serilog": { "WriteTo": {{places.Replace("GOOD", JsonSerializer.Serialize(Good), StringComparison.Ordinal).Replace("LATE", JsonSerializer.Serialize(Late), StringComparison.Ordinal)}} } }""";
        return SerilogSetup.Create(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build(), _time);
    }

    private static string Words(string file) => string.Join(' ', File.ReadLines(file).Select(line => line.Split(' ')[^1]));
}
