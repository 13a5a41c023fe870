using Microsoft.AspNetCore.Diagnostics;

namespace PolicyProxy.Gateway.Admin;

/// <summary>Sees to it that every answer of the administrator's listener is one that nobody keeps, and every error one in JSON.</summary>
internal static class AdminAnswers
{
    /// <summary>Comes before everything else that answers.</summary>
    public static void UseAdminAnswers(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => RefuseAsync(context, StatusCodes.Status500InternalServerError, "The gateway failed; its log says how."),
        });
        app.Use((context, next) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        app.UseStatusCodePages(Explain);
    }

    /// <summary>Answers with an error.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="problem">What is wrong, and what would be right.</param>
    public static Task RefuseAsync(HttpContext context, int status, string problem)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = problem });
    }

    // What routing answers by itself has no body.
    private static Task Explain(StatusCodeContext status)
    {
        var context = status.HttpContext;
        return RefuseAsync(context, context.Response.StatusCode, context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing under this path; there are {string.Join(", ", Paths(context))}.",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not for this path; {context.Response.Headers.Allow} is.",
            var other => $"The request is answered with the status {other}.",
        });
    }

    private static IEnumerable<string?> Paths(HttpContext context) =>
        context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).Distinct();
}
