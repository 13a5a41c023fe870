using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A platform that takes three messages within two days of each of the client's, and some for a week.</summary>
internal static class Postcards
{
    public const int Most = 3;

    public const string Contact = "25381719828140932";

    public const string Text = $$"""{"to":"{{Contact}}","kind":"text"}""";

    /// <summary>What the platform lets through outside the window.</summary>
    public const string Template = $$"""{"to":"{{Contact}}","kind":"template"}""";

    /// <summary>What it takes for a week.</summary>
    public const string Consultation = $$"""{"to":"{{Contact}}","kind":"consultation"}""";

    public static string Webhook(DateTimeOffset time) => $$"""{"from":"{{Contact}}","kind":"message","time":{{time.ToUnixTimeMilliseconds()}}}""";

    /// <summary>Describes the platform as one that counts, with an answer of its own for that.</summary>
    public static void ConfigureCounting(GatewaySettings settings, string name = "postcards")
    {
        Configure(settings, $"\"MessagesPerWindow\": {Most}", name);
        settings.SetJson("Platforms:Postcards:Send:NotTaken", """[ { "When": [ { "Value": "errcode", "StartsWith": [ "4" ] } ] } ]""");
        settings.SetJson("Platforms:Postcards:Answers:MessageLimit", """{ "Status": 200, "Body": "{'errcode':45047,'errmsg':'{message}','agent':'{agent}'}" }""");
    }

    /// <summary>Describes the platform, and gives it a channel and routes.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="parts">What is described of its window.</param>
    /// <param name="name">The channel's name.</param>
    public static void Configure(GatewaySettings settings, string parts, string name = "postcards") => settings
        .SetJson("Platforms:Postcards", $$"""
            {
              "WindowHours": 48, {{parts}},
              "Contacts": [ { "Id": "Digits" } ],
              "Send": {
                "Paths": [ "/v1/postcards" ], "Parameters": [ "Json" ], "Recipient": [ { "Value": "to" } ],
                "Outside": [ { "Kind": "Template", "When": [ { "Value": "kind", "In": [ "template" ] } ] } ]
              },
              "Webhook": {
                "When": [ { "Value": "kind", "In": [ "message" ] } ], "Contact": [ { "Value": "from" } ], "Time": "time", "Verification": "None"
              },
              "Answers": {
                "Closed": { "Status": 200, "Body": "{'errcode':45015,'errmsg':'{message}','agent':'{agent}'}" },
                "Invalid": { "Body": "{'errcode':40035,'errmsg':'{message}'}" },
                "Throttled": { "Body": "{'errcode':45009,'errmsg':'{message}'}" },
                "Unavailable": { "Body": "{'errcode':-1,'errmsg':'{message}'}" }
              }
            }
            """)
        .SetJson($"Messaging:Channels:{name}", $$"""{ "Platform": "Postcards", "Signature": "Ignored" }""")
        .SetJson("ReverseProxy:Routes:own-webhooks", $$"""{ "ClusterId": "helpdesk", "Order": 0, "Match": { "Path": "/own/{**rest}" }, "Metadata": { "Messaging.Webhook": "{{name}}" } }""")
        .SetJson("ReverseProxy:Routes:own-sends", $$"""{ "ClusterId": "graph", "Order": 0, "Match": { "Path": "/v1/{**rest}" }, "Metadata": { "Messaging.Send": "{{name}}" } }""");

    /// <summary>Tells a gateway of a message that the client wrote.</summary>
    public static Task<Answer> WritesAsync(RunningGateway gateway, DateTimeOffset time) => gateway.PostAsync("/own/it", Webhook(time));

    public static Task<Answer> SendAsync(RunningGateway gateway, string body = Text) => gateway.PostAsync("/v1/postcards", body);
}
