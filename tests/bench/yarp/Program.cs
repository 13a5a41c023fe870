using Yarp.ReverseProxy.Configuration;

// Bare YARP: one route to one destination, its defaults and those of ASP.NET Core, no policy. Usage: BareYarp LISTEN UPSTREAM.
// It logs nothing of a request, so that it is no slower than it can be.
var (listen, upstream) = (args[0], args[1]);
var builder = WebApplication.CreateBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls(listen);
builder.Services.AddReverseProxy().LoadFromMemory(
    [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new() { Path = "/{**path}" } }],
    [
        new ClusterConfig
        {
            ClusterId = "upstream",
            Destinations = new Dictionary<string, DestinationConfig> { ["1"] = new() { Address = upstream } },
        },
    ]);

var app = builder.Build();
app.MapReverseProxy();
app.Run();
