using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Dashboard;

/// <summary><c>/status</c>: what the dashboard is made of.</summary>
public sealed class StatusTests : ProxyTest
{
    private static readonly TimeSpan Bucket = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("", "15m", 10, 90)]
    [InlineData("?span=15m", "15m", 10, 90)]
    [InlineData("?span=1h", "1h", 60, 60)]
    [InlineData("?span=24h", "24h", 900, 96)]
    public async Task Traffic_is_told_of_a_span_in_buckets(string query, string span, int seconds, int buckets)
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        var traffic = await TrafficAsync(query);

        (traffic.GetProperty("span").GetString(), traffic.GetProperty("bucketSeconds").GetInt32()).ShouldBe((span, seconds));
        Counts(traffic).Count.ShouldBe(buckets);
        traffic.GetProperty("begins").GetDateTimeOffset().ShouldBe(Gateway.Now - TimeSpan.FromSeconds(seconds * (buckets - 1)));
    }

    [Theory]
    [InlineData("?span=2h")]
    [InlineData("?span=")]
    [InlineData("?span=15m&span=1h")]
    public async Task Another_span_is_an_error_that_says_which_there_are(string query)
    {
        var answer = await Gateway.AdminAsync($"/status{query}");

        answer.Status.ShouldBe(400);
        JsonDocument.Parse(answer.Text).RootElement.GetProperty("error").GetString().ShouldBe("span: is not right; 15m or 1h or 24h belongs here.");
    }

    [Fact]
    public async Task A_send_is_counted_by_channel_verdict_and_reason()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        var send = (await TrafficAsync()).GetProperty("sends").EnumerateArray().ShouldHaveSingleItem();

        (send.GetProperty("channel").GetString(), send.GetProperty("verdict").GetString(), send.GetProperty("reason").GetString())
            .ShouldBe(("whatsapp", "refused", "no-client-contact"));
    }

    [Fact]
    public async Task A_webhook_is_counted_by_its_result()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        var webhook = (await TrafficAsync()).GetProperty("webhooks").EnumerateArray().ShouldHaveSingleItem();

        webhook.GetProperty("result").GetString().ShouldBe("recorded");
    }

    [Fact]
    public async Task What_was_counted_goes_back_bucket_by_bucket_and_leaves_at_the_end()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        Counts(await TrafficAsync())[^1].ShouldBe(1);
        Gateway.Time.Advance(Bucket);
        Counts(await TrafficAsync())[^2].ShouldBe(1);
        Gateway.Time.Advance(Bucket * 88);
        Counts(await TrafficAsync())[0].ShouldBe(1);
        Gateway.Time.Advance(Bucket);

        (await TrafficAsync()).GetProperty("sends").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("15m")]
    [InlineData("1h")]
    [InlineData("24h")]
    public async Task After_a_long_pause_nothing_is_left(string span)
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        Counts(await TrafficAsync($"?span={span}"))[^1].ShouldBe(1);
        Gateway.Time.Advance(TimeSpan.FromHours(25));

        (await TrafficAsync($"?span={span}")).GetProperty("sends").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_nobody_looks_at_is_counted_when_it_happened()
    {
        await Gateway.SendAsync(Conversation.WhatsApp);
        for (var seconds = 0; seconds < 60; seconds += 5)
        {
            Gateway.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20);
        }

        // The gateway looks for itself every five seconds.
        Counts(await TrafficAsync())[..^5].Sum().ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_of_another_gateway_in_the_process_is_counted()
    {
        await using var other = await RunningGateway.StartAsync();
        await other.SendAsync(Conversation.WhatsApp);

        (await TrafficAsync()).GetProperty("sends").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Channels_store_and_health_are_told()
    {
        var status = await StatusAsync();

        status.GetProperty("time").GetDateTimeOffset().ShouldBe(Gateway.Now);
        status.GetProperty("health").GetProperty("status").GetString().ShouldBe("ready");
        status.GetProperty("store").GetProperty("provider").GetString().ShouldBe("Sqlite");
        status.GetProperty("store").GetProperty("latencyMs").GetDouble().ShouldBeGreaterThan(0);
        var channel = status.GetProperty("channels").EnumerateArray().Single(channel => channel.GetProperty("name").GetString() == "whatsapp");
        (channel.GetProperty("platform").GetString(), channel.GetProperty("mode").GetString(), channel.GetProperty("windowHours").GetDouble(), channel.GetProperty("lacksSecret").GetBoolean())
            .ShouldBe(("WhatsApp", "Enforce", 24, false));
    }

    [Fact]
    public async Task The_readme_names_everything_that_is_told()
    {
        var told = new MarkdownFile(RepositoryFile.Read("README.md")).Rows("in `/status`", "what it is").SelectMany(row => row[0].Split(", ")).ToList();
        var status = await StatusAsync();

        told.Where(name => !name.Contains('.', StringComparison.Ordinal)).ShouldBe(status.EnumerateObject().Select(property => property.Name), ignoreOrder: true);
        foreach (var name in told.Where(name => name.StartsWith("traffic.", StringComparison.Ordinal))) status.GetProperty("traffic").TryGetProperty(name[8..], out _).ShouldBeTrue(name);
    }

    [Fact]
    public async Task No_secret_is_told() => (await Gateway.AdminAsync("/status")).Text.ShouldNotContain(GatewaySettings.WhatsAppSecret);

    private static List<long> Counts(JsonElement traffic) =>
        [.. traffic.GetProperty("sends").EnumerateArray().ShouldHaveSingleItem().GetProperty("counts").EnumerateArray().Select(count => count.GetInt64())];

    private async Task<JsonElement> StatusAsync(string query = "") => JsonDocument.Parse((await Gateway.AdminAsync($"/status{query}")).Text).RootElement;

    private async Task<JsonElement> TrafficAsync(string query = "") => (await StatusAsync(query)).GetProperty("traffic");
}
