using PolicyProxy.Stores;
using PolicyProxy.Yarp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReverseProxy()
    .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
    .AddMessagingPolicy(builder.Configuration);
builder.Services.AddWindowStore();

var app = builder.Build();
app.MapReverseProxy(proxy =>
{
    proxy.UseMessagingPolicy();
    proxy.UseSessionAffinity();
    proxy.UseLoadBalancing();
    proxy.UsePassiveHealthChecks();
});
app.Run();
