using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>What the README says of helpdesks fits together, and what it names of the gateway's is there.</summary>
public sealed partial class ReadmeHelpdeskTests
{
    private static readonly MarkdownFile Readme = new(RepositoryFile.Read("README.md"));

    private static readonly IReadOnlyList<string[]> Helpdesks = Readme.Rows("helpdesk", "what to do", "read in");

    private static readonly JsonObject ByName = RepositoryFile.ReadJson("config", "examples", "dns-override.json");

    private static IReadOnlyList<JsonObject> ComposeFiles => [.. Readme.Blocks("yaml").Select(block => YamlFile.Parse(block).ShouldHaveSingleItem()["services"]!.AsObject())];

    [Fact]
    public void Each_helpdesk_has_a_row_that_says_what_to_do()
    {
        Helpdesks.Count.ShouldBeGreaterThan(15);
        Helpdesks.ShouldAllBe(row => row[1].Contains("http://policyproxy:8080") || row[1].Contains("by DNS", StringComparison.OrdinalIgnoreCase) || row[1].StartsWith("not possible"));
    }

    [Fact]
    public void An_example_that_a_row_names_is_there()
    {
        var examples = Helpdesks.SelectMany(row => ExampleName().Matches(row[1]).Select(match => match.Value)).ToList();
        examples.ShouldNotBeEmpty();
        examples.ShouldAllBe(name => File.Exists(RepositoryFile.Path("config", "examples", name)));
    }

    [Fact]
    public void A_library_that_is_said_to_be_tried_is()
    {
        var tried = RepositoryFile.ReadJson("tests", "PolicyProxy.Clients", "package.json")["dependencies"]!.AsObject().Select(package => package.Key.Split('/')[0].TrimStart('@')).ToList();
        var told = string.Join(' ', Helpdesks.Where(row => row[1].Contains("tests/clients.sh")).Select(row => string.Join(' ', row)));
        tried.ShouldAllBe(library => told.Contains(library));
    }

    [Fact]
    public void By_an_address_Compose_sets_what_the_row_says()
    {
        foreach (var (_, service) in ComposeFiles[0])
        {
            var (name, value) = service!["environment"]!.AsObject().ShouldHaveSingleItem();
            Helpdesks.ShouldContain(row => row[1].Contains($"{name}={value}"));
        }
    }

    [Fact]
    public void By_DNS_Compose_leads_the_names_that_have_a_certificate_to_the_gateway_and_only_for_the_helpdesk()
    {
        var services = ComposeFiles[1];
        var gateway = services["policyproxy"]!;
        var address = $"{gateway["networks"]!["helpdesk"]!["ipv4_address"]}";
        var names = ByName["Kestrel"]!["Endpoints"]!["Helpdesk"]!["Sni"]!.AsObject().Select(name => $"{name.Key}:{address}").ToList();

        File.Exists(RepositoryFile.Path($"{gateway["command"]![1]}".Split('/'))).ShouldBeTrue();
        gateway["extra_hosts"].ShouldBeNull();
        gateway["networks"]!["helpdesk"]!["aliases"].ShouldBeNull();
        foreach (var name in new[] { "rails", "sidekiq" })
        {
            var service = services[name]!;
            service["extra_hosts"]!.AsArray().Select(entry => $"{entry}").ShouldBe(names);
            $"{service["volumes"]![0]}".ShouldContain($":{service["environment"]!["SSL_CERT_FILE"]}:");
        }
    }

    [Fact]
    public void The_names_that_have_a_certificate_are_those_that_a_route_answers_to()
    {
        var routes = ByName["ReverseProxy"]!["Routes"]!.AsObject().SelectMany(route => route.Value!["Match"]!["Hosts"]?.AsArray() ?? []).Select(host => $"{host}");
        ByName["Kestrel"]!["Endpoints"]!["Helpdesk"]!["Sni"]!.AsObject().Select(name => name.Key).ShouldBe(routes);
    }

    [GeneratedRegex(@"[a-z0-9-]+\.json")]
    private static partial Regex ExampleName();
}
