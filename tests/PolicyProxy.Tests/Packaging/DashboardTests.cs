using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packaging;

/// <summary>The dashboard for Grafana asks only for what gateways expose.</summary>
public sealed partial class DashboardTests
{
    /// <summary>The gateway's metrics that operators rely on, with their labels.</summary>
    private static readonly Dictionary<string, string[]> Promised = new()
    {
        ["policyproxy_sends_total"] = ["channel", "verdict", "reason"],
        ["policyproxy_client_contacts_total"] = ["channel"],
        ["policyproxy_webhooks_total"] = ["result"],
        ["policyproxy_store_operation_seconds_bucket"] = ["le", "operation", "result"],
        ["policyproxy_store_operation_seconds_count"] = ["operation", "result"],
        ["policyproxy_journal_records"] = [],
        ["policyproxy_window_cache_hits_total"] = [],
    };

    private static readonly JsonObject Dashboard = RepositoryFile.ReadJson("config", "grafana-dashboard.json");

    private static IEnumerable<JsonNode> Panels => Dashboard["panels"]!.AsArray().Select(panel => panel!);

    private static IEnumerable<string> Queries => Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => $"{target!["expr"]}");

    [Fact]
    public async Task Every_metric_that_is_asked_for_exists()
    {
        await using var gateway = await RunningGateway.StartAsync();
        (await gateway.SendAsync(Conversation.WhatsApp)).Status.ShouldBe(400);

        var page = (await gateway.AdminAsync("/metrics")).Text;
        // This one is there once something was above a limit.
        var exposed = Exposed().Matches(page).Select(name => name.Groups[1].Value).Append("policyproxy_throttled_total").ToHashSet();
        Queries.Concat(Variables).SelectMany(Metrics).Distinct().ShouldBeSubsetOf(exposed);
    }

    [Fact]
    public void Every_metric_that_is_promised_is_shown() =>
        Promised.Keys.ShouldBeSubsetOf(Queries.SelectMany(Metrics));

    [Fact]
    public void A_promised_metric_is_asked_for_by_its_own_labels_only()
    {
        foreach (var query in Queries)
        {
            var known = Metrics(query).SelectMany(name => Promised.GetValueOrDefault(name, [])).Append("instance").ToList();
            if (!Metrics(query).All(Promised.ContainsKey)) continue;
            Selected().Matches(query).Select(label => label.Groups[1].Value).ShouldBeSubsetOf(known, query);
            Grouped().Matches(query).SelectMany(labels => labels.Groups[1].Value.Split(", ")).ShouldBeSubsetOf(known, query);
        }
    }

    [Fact]
    public void Panels_are_told_apart_named_and_explained()
    {
        Panels.Select(panel => panel["id"]!.GetValue<int>()).ShouldBeUnique();
        Panels.Select(panel => $"{panel["title"]}").ShouldBeUnique();
        Panels.ShouldAllBe(panel => $"{panel["description"]}".Length > 0);
    }

    [Fact]
    public void Panels_lie_beside_each_other()
    {
        var taken = Panels.SelectMany(panel => Cells(panel["gridPos"]!)).ToList();
        taken.ShouldBeUnique();
        taken.ShouldAllBe(cell => cell.X < 24);
    }

    private static IEnumerable<string> Variables => Dashboard["templating"]!["list"]!.AsArray()
        .Select(variable => variable!["query"] as JsonObject).OfType<JsonObject>().Select(query => $"{query["query"]}");

    private static IEnumerable<(int X, int Y)> Cells(JsonNode place) =>
        from x in Enumerable.Range(place["x"]!.GetValue<int>(), place["w"]!.GetValue<int>())
        from y in Enumerable.Range(place["y"]!.GetValue<int>(), place["h"]!.GetValue<int>())
        select (x, y);

    // A metric's name has more than one word; functions that have, too, stand before a parenthesis, labels inside braces or after "by".
    private static IEnumerable<string> Metrics(string query) =>
        Name().Matches(Grouped().Replace(Braces().Replace(query, ""), "")).Select(name => name.Value);

    [GeneratedRegex(@"(?<![A-Za-z_])[a-z]+(_[a-z0-9]+)+\b(?!\()")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^([a-z_0-9]+)(?=[ {])", RegexOptions.Multiline)]
    private static partial Regex Exposed();

    [GeneratedRegex(@"(\w+)=~?""")]
    private static partial Regex Selected();
}
