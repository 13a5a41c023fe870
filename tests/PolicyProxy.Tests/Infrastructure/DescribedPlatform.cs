using System.Buffers;
using System.Text;
using Microsoft.Extensions.Configuration;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using Shouldly;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A platform that is described in JSON, read as the gateway does, and what it makes of requests in a few words.</summary>
internal sealed class DescribedPlatform(string name, string json)
{
    /// <summary>When a client acts in the examples.</summary>
    public static readonly DateTimeOffset Received = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The platform itself.</summary>
    public IPlatform Platform { get; } = Read(name, json);

    /// <summary>One that is shipped.</summary>
    public static DescribedPlatform File(string name, string file) => new(name, RepositoryFile.Read("config", "platforms", file));

    /// <summary>A request in words: <c>whatsapp:15550123456 at 1555 Template</c>, <c>not a send</c>, <c>not understood</c>, <c>nothing of ours</c>.</summary>
    public string Send(string path, string body, string? contentType, string query = "", string method = "POST", params (string Name, string Value)[] headers)
    {
        if (Read(path, body, contentType, query, method, headers) is not { } reading) return "nothing of ours";
        if (reading.Problem is not null) return "not understood";
        if (reading.Send is not { } send) return "not a send";
        return $"{send.Contact} at {send.Account ?? "(none)"}{(send.OutsideKind is { } kind ? $" {kind}" : "")}";
    }

    /// <summary>What is read in a request; null when it is nothing of the platform's.</summary>
    public SendReading? Read(string path, string body, string? contentType, string query = "", string method = "POST", params (string Name, string Value)[] headers)
    {
        var bytes = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body));
        var request = new ApiRequest { Method = method, Path = path, Query = query, HasBody = body.Length > 0, ContentType = contentType, Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))] };
        var target = Platform.Api.ReadTarget(request);
        if (target.Problem is { } problem) return SendReading.NotUnderstood(problem);
        return target.MayHoldSend ? Platform.Api.ReadSends(target, request, bytes) : null;
    }

    /// <summary>A webhook in words: <c>whatsapp:15550123456 at 1555</c> for each act of a client's, with its time; <c>nothing</c>, <c>not understood</c>.</summary>
    public string Webhook(string body)
    {
        var contacts = new List<ClientContact>();
        var isUnderstood = Platform.Api.TryReadClientContacts(new(Encoding.UTF8.GetBytes(body)), Received, contacts);
        if (!isUnderstood) return "not understood";
        return contacts.Count == 0 ? "nothing" : string.Join("; ", contacts.Select(contact => $"{string.Join('+', contact.Contacts)} at {contact.Account ?? "(none)"} on {contact.Time.UtcDateTime:s}"));
    }

    /// <summary>Puts the platform, a channel of it and its two routes into a configuration.</summary>
    public static void Configure(GatewaySettings settings, string name, string file, string sends, string channel)
    {
        settings.Set("Platforms", RepositoryFile.ReadJson("config", "platforms", file)["Platforms"]!.DeepClone());
        settings.SetJson($"Messaging:Channels:{file[..^5]}", channel.Replace("NAME", name, StringComparison.Ordinal));
        settings.SetJson("ReverseProxy:Routes:own-webhooks", $$"""
            { "ClusterId": "helpdesk", "Order": 0, "Match": { "Path": "/own/{**rest}" }, "Metadata": { "Messaging.Webhook": "{{file[..^5]}}" } }
            """);
        settings.SetJson("ReverseProxy:Routes:own-sends", $$"""
            { "ClusterId": "graph", "Order": 0, "Match": { "Path": "{{sends}}" }, "Metadata": { "Messaging.Send": "{{file[..^5]}}" } }
            """);
    }

    private static IPlatform Read(string name, string json)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Messaging:Channels:it:Platform"] = name,
                ["Messaging:Channels:it:Signature"] = "Ignored",
            }).Build();
        var route = new RouteConfig { RouteId = "r", Match = new() { Path = "/{**path}" }, Metadata = new Dictionary<string, string> { ["Messaging.Send"] = "it" } };
        var errors = new List<string>();
        var model = MessagingModel.Build(configuration, [route], errors);
        errors.ShouldBeEmpty();
        return model!.Channels.Single().Platform;
    }
}
