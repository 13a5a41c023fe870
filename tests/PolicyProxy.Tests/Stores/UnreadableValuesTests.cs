using Microsoft.Extensions.Time.Testing;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using Serilog.Extensions.Logging;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>How often the log says that a value under a conversation's key is none of a gateway's.</summary>
public sealed class UnreadableValuesTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _log = new();
    private readonly Serilog.Core.Logger _serilog;
    private readonly UnreadableValues _values;

    public UnreadableValuesTests()
    {
        _serilog = new Serilog.LoggerConfiguration().WriteTo.Sink(_log).CreateLogger();
        _values = new(_time, new SerilogLoggerFactory(_serilog).CreateLogger("stores"));
    }

    public void Dispose() => _serilog.Dispose();

    [Fact]
    public void The_first_of_a_channel_is_told_at_once_with_what_repairs_it()
    {
        Take("whatsapp");
        Take("messenger");

        _log.Complaints.Count.ShouldBe(2);
        _log.Complaints[0].ShouldStartWith("The store works, but not for one conversation: The store holds something of channel whatsapp, ");
        _log.Complaints[0].ShouldEndWith("or deleting its key in the store.");
        _log.Complaints[1].ShouldContain("channel messenger");
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void Those_of_a_minute_are_counted_and_told_with_the_next(int ticks, int lines)
    {
        for (var time = 0; time < 15; time++) Take("whatsapp");
        _time.Advance(Minute + TimeSpan.FromTicks(ticks));
        Take("whatsapp");

        _log.Complaints.Count.ShouldBe(lines);
        _log.Count(" This channel met such a value 14 times more since the line before of this kind").ShouldBe(lines - 1);
    }

    [Fact]
    public void What_was_counted_is_told_once()
    {
        Take("whatsapp");
        Take("whatsapp");
        for (var minute = 0; minute < 2; minute++)
        {
            _time.Advance(Minute);
            Take("whatsapp");
        }

        (_log.Complaints.Count, _log.Count("times more")).ShouldBe((3, 1));
    }

    private void Take(string channel) => _values.Take(StoredWindow.Unreadable(new ConversationId(channel, "1", "4915112345678")));
}
