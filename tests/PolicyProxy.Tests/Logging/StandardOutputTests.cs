using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>The log of a gateway whose standard output is a pipe, with a reader that is there, slow or gone.</summary>
public sealed partial class StandardOutputTests : CommandTest
{
    private const int Connections = 8;

    [Fact]
    public async Task A_line_after_a_quiet_while_comes_at_once()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        var waits = new List<TimeSpan>();
        for (var request = 1; request <= 5; request++)
        {
            await Task.Delay(100);
            await AskAsync(gateway, 1);
            var waited = Stopwatch.StartNew();
            while (Requests(gateway).Count < request) await Task.Delay(1);
            waits.Add(waited.Elapsed);
        }

        waits.Min().ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task After_a_stop_all_lines_are_there_whole_and_in_the_order_of_each_connection()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => AskAsync(gateway, 500)));
        gateway.Terminate();
        (await gateway.WaitForExitAsync()).ShouldBe(0);

        gateway.Output.ShouldAllBe(line => Start().IsMatch(line));
        Requests(gateway).Count.ShouldBe(500 * Connections);
        foreach (var connection in Requests(gateway).GroupBy(request => request.Connection))
            connection.Select(request => request.Number).ShouldBe(Enumerable.Range(1, 500));
    }

    [Fact]
    public async Task A_second_signal_loses_no_line()
    {
        await using var platform = await Upstream.StartAsync();
        var mayAnswer = new TaskCompletionSource();
        platform.Answer = context => context.Request.Path == "/v24.0/me" ? mayAnswer.Task : Task.Delay(Timeout.Infinite, context.RequestAborted);
        Save(new GatewaySettings().Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address));
        await using var gateway = await RunAsync();
        using var client = new HttpClient();
        var unanswered = client.GetAsync(new Uri($"{gateway.Address}/v24.0/other"));
        var answers = Enumerable.Range(0, Connections).Select(_ => client.GetAsync(new Uri($"{gateway.Address}/v24.0/me"))).ToList();
        await Eventually.HoldsAsync(() => platform.Requests.Count == Connections + 1);

        gateway.Terminate();
        mayAnswer.SetResult();
        await Task.WhenAll(answers);
        gateway.Terminate();

        (await gateway.WaitForExitAsync()).ShouldBe(143);
        await Should.ThrowAsync<HttpRequestException>(unanswered);
        Requests(gateway).Count(request => request.Line.Contains("status=200")).ShouldBe(Connections);
    }

    [Fact]
    public async Task A_fault_that_ends_the_process_loses_no_line()
    {
        // More than a pipe holds: the rest waits in the process when it fails.
        const int Count = 20;
        var fault = FileOf("fault");
        SaveWithLongLines(new());
        await using var gateway = await RunAsync(StartupHook.FailsOnceThereIs(fault));
        gateway.StopReading();
        await AskAsync(gateway, Count);
        await File.WriteAllTextAsync(fault, "");
        await Eventually.HoldsAsync(() => !File.Exists(fault));
        await Task.Delay(200);
        gateway.ReadOn();

        (await gateway.WaitForExitAsync()).ShouldBe(134);
        gateway.Errors[0].ShouldStartWith("Unhandled exception. System.InvalidOperationException: A fault");
        Requests(gateway).Count.ShouldBe(Count);
    }

    [Fact]
    public async Task A_start_that_fails_loses_no_line()
    {
        await using var other = await Upstream.StartAsync();
        Save(new GatewaySettings()
            .Set("Kestrel:Endpoints:Proxy:Url", other.Address)
            .SetJson("Serilog:MinimumLevel", """{ "Override": { "Microsoft.Extensions.Hosting": "Debug" } }"""));
        await using var gateway = Start("--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(1);
        gateway.Output.ShouldContain(line => line.EndsWith("DBG Hosting starting"));
    }

    [Fact]
    public async Task A_reader_that_pauses_slows_no_request_and_the_loss_is_told()
    {
        const int Count = 1200;
        var settings = new GatewaySettings();
        SaveWithLongLines(settings);
        await using var gateway = await RunAsync();
        gateway.StopReading();
        (await AskAsync(gateway, Count)).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        gateway.ReadOn();

        var told = await gateway.WaitForLineAsync("Lines of the log that were dropped");
        told.ShouldContain(", since standard output did not take them: ");
        told.ShouldContain(" WRN ");
        var lost = int.Parse(Loss().Match(told).Groups[1].Value, CultureInfo.InvariantCulture);
        lost.ShouldBeGreaterThan(0);
        await Eventually.HoldsAsync(() => Requests(gateway).Count == Count - lost);
        await AskAsync(gateway, 1);
        gateway.Terminate();
        (await gateway.WaitForExitAsync()).ShouldBe(0);
        Requests(gateway).Count.ShouldBe(Count - lost + 1);
        gateway.Output.Count(line => line.Contains("were dropped")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_that_never_reads_on_does_not_keep_the_gateway_from_its_end()
    {
        SaveWithLongLines(new());
        await using var gateway = await RunAsync();
        gateway.StopReading();
        await AskAsync(gateway, 100);
        gateway.Terminate();

        (await gateway.WaitForExitAsync(TimeSpan.FromSeconds(10))).ShouldBe(0);
    }

    [Fact]
    public async Task A_reader_that_is_gone_does_no_harm()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        gateway.StopReading();
        await AskAsync(gateway, 1);
        await Eventually.HoldsAsync(() => Requests(gateway).Count == 1);
        gateway.CloseOutput();

        for (var pause = 0; pause < 5; pause++)
        {
            await AskAsync(gateway, 100);
            await Task.Delay(50);
        }

        gateway.Errors.ShouldBeEmpty();
        gateway.Terminate();
        (await gateway.WaitForExitAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("PolicyProxy.Gateway.Telemetry.RequestLog")]
    [InlineData("PolicyProxy.Gateway.Telemetry")]
    public async Task A_level_of_its_own_silences_the_line_of_a_request(string category)
    {
        Save(new GatewaySettings().SetJson("Serilog:MinimumLevel", $$"""{ "Override": { "{{category}}": "Warning" } }"""));
        await using var gateway = await RunAsync();
        await AskAsync(gateway, 3);
        gateway.Terminate();
        await gateway.WaitForExitAsync();

        Requests(gateway).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_enriched_log_has_the_same_line()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync(("Serilog__Enrich__0", "FromLogContext"));
        await AskAsync(gateway, 1);

        (await gateway.WaitForLineAsync("status=401")).ShouldContain(" INF webhook POST route=webhooks channel=- ");
    }

    [Fact]
    public async Task A_sink_of_the_operators_gets_every_part_by_name()
    {
        var file = Path.Combine(Path.GetDirectoryName(ConfigurationFile)!, "log.json");
        Save(new GatewaySettings().SetJson("Serilog:WriteTo", $$"""
            [{ "Name": "Async", "Args": { "configure": [{ "Name": "File", "Args": { "path": {{JsonSerializer.Serialize(file)}}, "formatter": "Serilog.Formatting.Json.JsonFormatter, Serilog" } }] } }]
            """));
        await using var gateway = Start("--config", ConfigurationFile);
        await Eventually.HoldsAsync(() => File.Exists(file) && ReadShared(file).Contains("Listening for the proxy"));
        var started = JsonNode.Parse(ReadShared(file).Split('\n').First(line => line.Contains("Listening for the proxy")))!["Properties"]!;
        await AskAsync((string)started["Proxy"]!, 1);
        gateway.Terminate();
        await gateway.WaitForExitAsync();

        gateway.Output.ShouldBeEmpty();
        var request = JsonNode.Parse(ReadShared(file).Split('\n').Single(line => line.Contains("\"Kind\"")))!["Properties"]!.AsObject();
        request.Remove("DurationMs").ShouldBeTrue();
        request.Remove("TraceId").ShouldBeTrue();
        request.ToJsonString().ShouldBe(
            """{"Kind":"webhook","Method":"POST","Route":"webhooks","Channel":"-","Contact":"-","Verdict":"-","Reason":"bad-signature","Status":401,"EventId":{"Id":101,"Name":"Request"},"SourceContext":"PolicyProxy.Gateway.Telemetry.RequestLog"}""");
    }

    private void SaveWithLongLines(GatewaySettings settings) => Save(settings.Remove("ReverseProxy:Routes:webhooks").SetJson(
        $"ReverseProxy:Routes:{new string('r', 10_000)}",
        """{ "ClusterId": "helpdesk", "Order": 0, "Match": { "Path": "/webhooks/{**rest}" }, "Metadata": { "Messaging.Webhook": "whatsapp,messenger,instagram" } }"""));

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd();
    }

    private static Task<TimeSpan> AskAsync(GatewayProcess gateway, int times) => AskAsync(gateway.Address, times);

    // Says how long the slowest took.
    private static async Task<TimeSpan> AskAsync(string address, int times)
    {
        var slowest = TimeSpan.Zero;
        using var connection = await RawConnection.OpenAsync(address);
        for (var request = 0; request < times; request++)
        {
            var took = Stopwatch.StartNew();
            (await connection.AskAsync("POST /webhooks/a", "Content-Length: 0\r\n")).Status.ShouldBe(401);
            if (took.Elapsed > slowest) slowest = took.Elapsed;
        }

        return slowest;
    }

    private static List<(string Line, string Connection, int Number)> Requests(GatewayProcess gateway) =>
    [
        .. from line in gateway.Output
           let trace = Trace().Match(line)
           where trace.Success
           select (line, trace.Groups[1].Value, int.Parse(trace.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (INF|WRN|ERR) .")]
    private static partial Regex Start();

    [GeneratedRegex(" trace=([A-Z0-9]+):([0-9A-F]{8})$")]
    private static partial Regex Trace();

    [GeneratedRegex(@" take them: (\d+)$")]
    private static partial Regex Loss();
}
