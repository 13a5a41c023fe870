using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PolicyProxy.Gateway.Dashboard;
using PolicyProxy.Simulator.Helpdesk;

namespace PolicyProxy.Simulator.Page;

/// <summary>The page: the client's phone, the agent's desk, and what can be done to the world around them.</summary>
internal sealed class PlaygroundPage(Playground playground)
{
    private const int LongestText = 500;

    // At once; the clock can be moved again.
    private const double MostHours = 24 * 7;

    private static readonly PageFiles Files = new(typeof(PlaygroundPage).Assembly, "playground/");

    // The world changes in one way at a time, however fast somebody clicks.
    private static readonly SemaphoreSlim Changing = new(1);

    /// <summary>Maps the page and what it asks.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/", context => Files.WriteAsync(context, "index.html"));
        app.MapGet("/playground/{file}", context => Files.WriteAsync(context, (string)context.GetRouteValue("file")!));
        app.MapGet("/state", async (string channel) => Find(channel) is { } found ? Results.Json(await PlaygroundState.ReadAsync(playground, found)) : UnknownChannel);
        app.MapPost("/client", (PageAction action) => ClientWritesAsync(action));
        app.MapPost("/agent", (PageAction action) => AgentWritesAsync(action));
        app.MapPost("/clock", (PageAction action) => MoveClock(action.Hours));
        app.MapPost("/redis", (PageAction action) => SetRedisAsync(action.IsOn));
        app.MapPost("/helpdesk", (PageAction action) => ChangeAsync(action.IsOn ? playground.Helpdesk.StartAsync : playground.Helpdesk.StopAsync));
        app.MapPost("/policy", (PageAction action) => ChangeAsync(() => playground.Gateway.EditAsync(settings => settings with { IsExtended = action.IsOn })));
    }

    private static IResult UnknownChannel => Refuse($"channel: is not right; {string.Join(" or ", Channel.All.Select(channel => channel.Name))} belongs here.");

    private static Channel? Find(string name) => Channel.All.FirstOrDefault(channel => channel.Name == name);

    private static IResult Refuse(string error) => Results.Json(new { error }, statusCode: StatusCodes.Status400BadRequest);

    private static async Task<IResult> WriteAsync(PageAction action, Func<Channel, Task> write)
    {
        if (Find(action.Channel) is not { } channel) return UnknownChannel;
        if (action.Text is not { Length: > 0 and <= LongestText }) return Refuse($"text: is not right; 1 to {LongestText} characters belong here.");
        await write(channel);
        return Results.NoContent();
    }

    private static async Task<IResult> ChangeAsync(Func<Task> change)
    {
        await Changing.WaitAsync();
        try
        {
            await change();
            return Results.NoContent();
        }
        finally
        {
            Changing.Release();
        }
    }

    // Whoever writes on a phone does not wait until the company has read it: what becomes of that is shown with the message.
    private Task<IResult> ClientWritesAsync(PageAction action) => WriteAsync(action, channel =>
    {
        _ = playground.Platform.ClientWritesAsync(channel, action.Text);
        return Task.CompletedTask;
    });

    private async Task<IResult> AgentWritesAsync(PageAction action)
    {
        if (!playground.Helpdesk.IsUp) return Refuse("The helpdesk is away, and nobody can write there. Bring it back first.");
        if (Find(action.Channel) is { } channel && !SendBody.Has(channel, action.Kind)) return Refuse($"kind: {channel.Platform} has no {action.Kind}.");
        return await WriteAsync(action, channel => playground.Helpdesk.AgentWritesAsync(channel, action.Text, action.Kind));
    }

    private IResult MoveClock(double hours)
    {
        if (hours is not (> 0 and <= MostHours)) return Refuse($"hours: is not right; a number above 0 and up to {MostHours} belongs here.");
        playground.Clock.Move(TimeSpan.FromHours(hours));
        return Results.NoContent();
    }

    private async Task<IResult> SetRedisAsync(bool isOn)
    {
        if (playground.Redis is not { } redis) return Refuse("There is no redis-server on PATH: the gateway keeps a file, which cannot go away.");
        return await ChangeAsync(isOn ? redis.StartAsync : redis.StopAsync);
    }
}
