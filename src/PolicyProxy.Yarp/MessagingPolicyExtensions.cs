using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PolicyProxy.Platforms;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Diagnostics;
using PolicyProxy.Yarp.Notifications;
using PolicyProxy.Yarp.Proxy;
using PolicyProxy.Yarp.Upstream;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp;

/// <summary>Puts the reply-window policy into a YARP host.</summary>
public static class MessagingPolicyExtensions
{
    /// <summary>
    /// Adds the policy. Routes opt in by their metadata: <c>Messaging.Webhook</c> and <c>Messaging.Send</c> list channel names. The host
    /// registers an <see cref="IWindowStore"/>, and an <see cref="Refusals.IRefusalJournal"/> where refusals are to be told later. Each
    /// <see cref="IPlatform"/> that is registered can be a channel's <c>Platform</c>, beside <see cref="BuiltInPlatforms"/>. A route's <c>RateLimiterPolicy</c> names one of <c>RateLimiting.Policies</c>, and needs no
    /// rate limiter of the host's. The sections are read again whenever YARP takes up another configuration, so that
    /// both change in one step; with <c>LoadFromConfig</c> that is at every reload.
    /// </summary>
    /// <param name="builder">YARP's builder.</param>
    /// <param name="configuration">The configuration that has the sections <c>Messaging</c> and <c>RateLimiting</c>.</param>
    public static IReverseProxyBuilder AddMessagingPolicy(this IReverseProxyBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(services => new CurrentMessaging(
            configuration,
            services.GetServices<IProxyConfigProvider>(),
            BuiltInPlatforms.With(services.GetServices<IPlatform>()),
            services.GetRequiredService<ILogger<CurrentMessaging>>()));
        builder.Services.AddSingleton(services => services.GetRequiredService<CurrentMessaging>().Model.Options.Store);
        builder.Services.TryAddSingleton<IWindowStore>(_ => throw new InvalidOperationException(
            "The policy has no IWindowStore: call services.AddWindowStore() of the package PolicyProxy.Stores, or register a store of your own."));
        builder.Services.AddSingleton<IConfigChangeListener>(services => services.GetRequiredService<CurrentMessaging>());
        builder.Services.AddSingleton<IProxyConfigFilter>(services => services.GetRequiredService<CurrentMessaging>());
        builder.Services.AddSingleton<BodyBudget>();
        builder.Services.AddSingleton<RequestBodyReader>();
        builder.Services.AddSingleton<ContactTies>();
        builder.Services.AddSingleton<AnswerTies>();
        builder.Services.AddSingleton(services => new Conversations(
            services.GetRequiredService<IWindowStore>(), services.GetRequiredService<ContactTies>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ForwardingLoop>();
        builder.Services.AddSingleton<SendJudge>();
        builder.Services.AddSingleton<CountedSends>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<SendAdmission>();
        builder.Services.AddSingleton<BatchSends>();
        builder.Services.AddSingleton<HelpdeskAddress>();
        builder.Services.AddSingleton<LaterRefusals>();
        builder.Services.AddSingleton<RecentDecisions>();
        builder.Services.AddSingleton<MessagingMetrics>();
        builder.Services.AddSingleton<UnreadableEvents>();
        builder.Services.AddSingleton<ForwarderMetrics>();
        builder.Services.AddHostedService<ChannelNotices>();
        builder.Services.AddHostedService<WindowNotifier>();
        builder.Services.AddHostedService<RefusalTeller>();
        ForwardWhole(builder.Services);
        return builder.AddConfigFilter<ForwardingTimeouts>().AddTransforms<ForwardingTransforms>();
    }

    // In front of the forwarder that is registered, which goes on forwarding what does not come whole.
    private static void ForwardWhole(IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IHttpForwarder));
        services.Replace(ServiceDescriptor.Singleton<IHttpForwarder>(provider => new WholeForwarder(
            (IHttpForwarder)(registered.ImplementationInstance
                ?? registered.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)),
            provider.GetRequiredService<ForwarderMetrics>(),
            provider.GetRequiredService<ILogger<WholeForwarder>>(),
            provider.GetService<PlainUpstream>())));
    }

    /// <summary>Lets the policy see every request before YARP picks a destination. Call it first in <c>MapReverseProxy</c>.</summary>
    /// <param name="proxy">YARP's pipeline.</param>
    /// <exception cref="MessagingConfigurationException">The configuration has errors.</exception>
    public static IReverseProxyApplicationBuilder UseMessagingPolicy(this IReverseProxyApplicationBuilder proxy)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        proxy.ApplicationServices.GetRequiredService<CurrentMessaging>();
        proxy.UseMiddleware<RateLimitMiddleware>();
        proxy.UseMiddleware<WebhookMiddleware>();
        proxy.UseMiddleware<SendMiddleware>();
        return proxy;
    }
}
