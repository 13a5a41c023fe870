using PolicyProxy.ExtendedHost;
using PolicyProxy.Platforms;
using PolicyProxy.Windows;
using PolicyProxy.Yarp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReverseProxy()
    .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
    .AddMessagingPolicy(builder.Configuration);
builder.Services.AddSingleton<IWindowStore, MemoryWindowStore>();
builder.Services.AddSingleton<IPlatform, CourierPlatform>();

var app = builder.Build();
app.MapReverseProxy(proxy => proxy.UseMessagingPolicy());
app.Run();
