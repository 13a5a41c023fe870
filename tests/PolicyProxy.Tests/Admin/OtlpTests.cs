using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary>Metrics go to an OpenTelemetry collector where one is named, by the configuration or by the standard variables.</summary>
public sealed class OtlpTests : CommandTest, IAsyncLifetime
{
    private Upstream _collector = null!;

    public async Task InitializeAsync() => _collector = await Upstream.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/behind/a/path")]
    public async Task The_collector_of_the_configuration_gets_the_metrics_as_protobuf(string path)
    {
        Save(new GatewaySettings().Set("Telemetry:OtlpEndpoint", _collector.Address + path));
        await using var gateway = await RunAsync(("OTEL_METRIC_EXPORT_INTERVAL", "100"));

        await ShouldGetMetricsAsync($"{path.TrimEnd('/')}/v1/metrics");
    }

    [Fact]
    public async Task So_does_the_one_of_the_environment()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync(("OTEL_METRIC_EXPORT_INTERVAL", "100"), ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Address));

        await ShouldGetMetricsAsync("/v1/metrics");
    }

    [Fact]
    public async Task What_was_counted_last_is_sent_before_the_gateway_ends()
    {
        Save(new GatewaySettings().Set("Telemetry:OtlpEndpoint", _collector.Address));
        await using var gateway = await RunAsync();
        _collector.Requests.ShouldBeEmpty();
        gateway.Terminate();

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        _collector.Single.Target.ShouldBe("/v1/metrics");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_told_in_the_log_and_keeps_nobody_from_ending()
    {
        await _collector.StopAsync();
        Save(new GatewaySettings().Set("Telemetry:OtlpEndpoint", _collector.Address));
        await using var gateway = await RunAsync(("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        await gateway.WaitForLineAsync("WRN Metrics could not be sent to the collector");
        gateway.Terminate();

        (await gateway.WaitForExitAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("localhost:4318")]
    [InlineData("grpc://localhost:4317")]
    [InlineData("/v1/metrics")]
    [InlineData("http://localhost:4318?a=b")]
    public void What_is_no_address_of_a_collector_is_an_error_of_the_configuration(string endpoint) =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Telemetry:OtlpEndpoint", endpoint)).ShouldBe(
            [$"Telemetry:OtlpEndpoint: \"{endpoint}\" is not right; a collector's address such as http://localhost:4318 belongs here."]);

    private async Task ShouldGetMetricsAsync(string target)
    {
        // The first may go out before there is anything of the gateway's own to tell.
        await Eventually.HoldsAsync(() => _collector.Requests.Any(sent => sent.Text.Contains("policyproxy_sends", StringComparison.Ordinal)));
        var request = _collector.Requests.Last();
        (request.Method, request.Target).ShouldBe(("POST", target));
        request.Headers.ContentType.ToString().ShouldBe("application/x-protobuf");
        request.Text.ShouldContain("policyproxy_sends");
        request.Text.ShouldContain("service.name");
    }
}
