using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PolicyProxy.Platforms;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Yarp;
using PolicyProxy.Yarp.Configuration;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>Another host than the gateway adds platforms of its own to those the product knows, and a store.</summary>
public sealed class OtherHostTests
{
    private static readonly IPlatform Messenger = BuiltInPlatforms.All["Messenger"];

    [Fact]
    public async Task A_channel_can_be_of_a_platform_that_the_host_registers()
    {
        await using var host = Build(new RenamedPlatform("Pigeon", Messenger));

        var channels = host.Services.GetRequiredService<CurrentMessaging>().Model.Channels;

        channels.Select(channel => channel.Platform.Name).Order().ShouldBe(["Messenger", "Pigeon"]);
    }

    [Fact]
    public async Task A_platform_that_nobody_registers_is_an_error_that_names_all_there_are()
    {
        await using var host = Build(new RenamedPlatform("Dove", Messenger));

        var error = Should.Throw<MessagingConfigurationException>(() => host.Services.GetRequiredService<CurrentMessaging>());

        error.Errors.ShouldBe(["Messaging:Channels:own:Platform: \"Pigeon\" is not a known platform; Dove or Instagram or Messenger or WhatsApp belongs here."]);
    }

    [Theory]
    [InlineData("whatsapp")]
    [InlineData("PIGEON")]
    public async Task Two_platforms_of_one_name_are_an_error_whatever_their_letter_case(string name)
    {
        await using var host = Build(new RenamedPlatform("Pigeon", Messenger), new RenamedPlatform(name, Messenger));

        Should.Throw<ArgumentException>(() => host.Services.GetRequiredService<CurrentMessaging>()).Message.ShouldContain($"more than one platform \"{name}\"");
    }

    [Fact]
    public async Task A_host_without_a_store_is_told_where_to_get_one()
    {
        await using var host = Build(new RenamedPlatform("Pigeon", Messenger));

        Should.Throw<InvalidOperationException>(() => host.MapReverseProxy(proxy => proxy.UseMessagingPolicy()))
            .Message.ShouldBe("The policy has no IWindowStore: call services.AddWindowStore() of the package PolicyProxy.Stores, or register a store of your own.");
    }

    private static WebApplication Build(params IPlatform[] platforms)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Messaging:Channels:own:Platform"] = "Pigeon",
            ["Messaging:Channels:messenger:Platform"] = "Messenger",
            ["ReverseProxy:Routes:api:ClusterId"] = "api",
            ["ReverseProxy:Routes:api:Match:Path"] = "/{**path}",
            ["ReverseProxy:Routes:api:Metadata:Messaging.Send"] = "own,messenger",
            ["ReverseProxy:Clusters:api:Destinations:1:Address"] = "http://127.0.0.1:1/",
        });
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        foreach (var platform in platforms) builder.Services.AddSingleton(platform);
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy")).AddMessagingPolicy(builder.Configuration);
        return builder.Build();
    }
}
