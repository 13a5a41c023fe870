namespace PolicyProxy.Gateway.Dashboard;

/// <summary>The page and its files. They tell nothing of the gateway: that is asked for with the key.</summary>
internal static class DashboardPage
{
    private static readonly PageFiles Files = new(typeof(DashboardPage).Assembly, "dashboard/");

    /// <summary>Maps <c>/</c> and what it loads, for anybody who reaches the listener.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", context => Files.WriteAsync(context, "index.html")).AllowAnonymous();
        app.MapGet("/dashboard/{file}", context => Files.WriteAsync(context, (string)context.GetRouteValue("file")!)).AllowAnonymous();
    }
}
