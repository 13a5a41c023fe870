using System.Globalization;
using PolicyProxy.Yarp.Diagnostics;

namespace PolicyProxy.Gateway.Admin;

/// <summary>Tells of the verdicts given last: <c>/decisions?limit=N</c>.</summary>
internal sealed class DecisionsEndpoint(RecentDecisions decisions)
{
    private const string Usual = "100";

    /// <summary>Answers with the latest verdicts, newest first.</summary>
    public Task GetAsync(HttpContext context)
    {
        var limit = context.Request.Query["limit"] is { Count: > 0 } given ? given.ToString() : Usual;
        if (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
            return AdminAnswers.RefuseAsync(context, StatusCodes.Status400BadRequest, $"limit: \"{limit}\" is not right; a whole number from 1 on belongs here, and at most {RecentDecisions.Capacity} decisions are kept.");

        return context.Response.WriteAsJsonAsync(decisions.Latest(count).Select(decision => new
        {
            time = decision.Time.UtcDateTime,
            decision.Channel,
            decision.Contact,
            decision.Verdict,
            decision.Reason,
        }));
    }
}
