using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform that takes some sends after its standard window, and says which by its description.</summary>
public sealed class ProfileExtendedWindowTests : ProxyTest
{
    private const string Described = """
        "ExtendedWindow": { "Hours": 168, "When": [ { "Value": "kind", "In": [ "consultation" ] } ] }
        """;

    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private protected override void Configure(GatewaySettings settings) => Postcards.Configure(settings, Described);

    [Theory]
    [InlineData(48, -1, "window-open", 48)]
    [InlineData(48, 0, "extended-window-open", 168)]
    [InlineData(48, 1, "extended-window-open", 168)]
    [InlineData(168, -1, "extended-window-open", 168)]
    [InlineData(168, 0, "window-closed", 168)]
    [InlineData(168, 1, "window-closed", 168)]
    public async Task What_the_description_permits_goes_until_the_longer_window_closes(double hours, int ticks, string reason, double closes)
    {
        var wrote = await PassAsync(hours, ticks);
        var answer = await Postcards.SendAsync(Gateway, Postcards.Consultation);

        (answer.Reason, answer.WindowCloses).ShouldBe((reason, wrote.AddHours(closes)));
        Gateway.Platform.Requests.Select(request => request.Text).ShouldBe(reason == "window-closed" ? [] : [Postcards.Consultation]);
    }

    [Theory]
    [InlineData(48, -1, "window-open")]
    [InlineData(48, 0, "content-not-permitted")]
    [InlineData(168, -1, "content-not-permitted")]
    [InlineData(168, 0, "window-closed")]
    public async Task What_it_does_not_permit_goes_in_the_standard_window_only(double hours, int ticks, string reason)
    {
        await PassAsync(hours, ticks);
        var answer = await Postcards.SendAsync(Gateway);

        answer.Reason.ShouldBe(reason);
        if (reason == "content-not-permitted") answer.Json.GetProperty("errmsg").GetString().ShouldBe("Message not delivered: after 48 hours only messages that the platform takes until later can be sent.");
    }

    [Theory]
    [InlineData(48, "content-not-permitted", "allowed-outside-window")]
    [InlineData(168, "window-closed", "allowed-outside-window")]
    public async Task What_passes_outside_the_window_passes_in_the_longer_part_too(double hours, string before, string after)
    {
        await PassAsync(hours, 0);
        (await Postcards.SendAsync(Gateway, Postcards.Template)).Reason.ShouldBe(before);
        await Gateway.RestartAsync(configure: settings => settings.SetJson("Messaging:Channels:postcards:AllowedOutsideWindow", """["Template"]"""));

        (await Postcards.SendAsync(Gateway, Postcards.Template)).Reason.ShouldBe(after);
    }

    [Fact]
    public async Task The_administrator_reads_that_the_window_is_extended()
    {
        var wrote = await PassAsync(48, 0);
        var window = (await Gateway.AdminAsync($"/windows/postcards/{Postcards.Contact}")).Json;

        (window.GetProperty("state").GetString(), window.GetProperty("closes").GetDateTimeOffset()).ShouldBe(("extended", wrote.AddHours(168)));
    }

    [Fact]
    public async Task A_window_closes_early_at_both_ends()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("postcards", "CloseEarlySeconds", 60));
        await PassAsync(168, -60 * (int)TimeSpan.TicksPerSecond);

        (await Postcards.SendAsync(Gateway, Postcards.Consultation)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task A_channel_whose_own_window_is_as_long_has_no_longer_one()
    {
        await Gateway.RestartAsync(configure: settings => settings.Channel("postcards", "WindowHours", 168));
        await PassAsync(168, -1);

        (await Postcards.SendAsync(Gateway)).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task It_counts_in_the_longer_part_as_before()
    {
        await Gateway.RestartAsync(configure: settings => settings.Set("Platforms:Postcards:MessagesPerWindow", 2));
        await Postcards.WritesAsync(Gateway, Gateway.Now);
        (await Postcards.SendAsync(Gateway, Postcards.Consultation)).Reason.ShouldBe("window-open");
        Gateway.Time.Advance(TimeSpan.FromHours(48));

        (await Postcards.SendAsync(Gateway, Postcards.Consultation)).Reason.ShouldBe("extended-window-open");
        var answer = await Postcards.SendAsync(Gateway, Postcards.Consultation);
        (answer.Reason, answer.Json.GetProperty("errcode").GetInt32()).ShouldBe(("message-limit", 45015));
    }

    private async Task<DateTimeOffset> PassAsync(double hours, int ticks)
    {
        var wrote = Gateway.Now;
        await Postcards.WritesAsync(Gateway, wrote);
        Gateway.Time.Advance(TimeSpan.FromHours(hours) + ticks * Tick);
        return wrote;
    }
}
