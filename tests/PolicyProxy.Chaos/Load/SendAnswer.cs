using System.Text.Json;
using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Load;

/// <summary>Reads from the answer to a request what became of each of its sends.</summary>
internal static class SendAnswer
{
    private static readonly string[] ClosedReasons = ["window-closed", "no-client-contact", "tag-not-supported"];

    /// <summary>The platforms' codes for a closed window.</summary>
    private static readonly int[] ClosedCodes = [131047, 10];

    /// <summary>What became of the one send of a request.</summary>
    public static Outcome ReadSingle(int status, string? verdict, string? reason) => verdict switch
    {
        "allowed" => status == 200 ? Outcome.Delivered : Outcome.Allowed,
        "refused" => ClosedReasons.Contains(reason) ? Outcome.Closed : Outcome.Refused,
        "temporary" => Outcome.Temporary,
        _ => Outcome.Unknown,
    };

    /// <summary>What became of each of a batch's sends.</summary>
    public static IEnumerable<Outcome> ReadBatch(int status, string? verdict, string body, int count)
    {
        // The platform's own failure stands for all that were forwarded; which those were, a mixed verdict does not tell.
        if (status != 200) return Enumerable.Repeat(verdict == "allowed" ? Outcome.Allowed : Outcome.Unknown, count);
        using var answer = JsonDocument.Parse(body);
        return [.. answer.RootElement.EnumerateArray().Select(ReadElement)];
    }

    private static Outcome ReadElement(JsonElement element)
    {
        var code = element.GetProperty("code").GetInt32();
        if (code == 200) return Outcome.Delivered;
        using var body = JsonDocument.Parse(element.GetProperty("body").GetString()!);
        var error = body.RootElement.GetProperty("error").GetProperty("code").GetInt32();
        return code == 503 ? Outcome.Temporary : ClosedCodes.Contains(error) ? Outcome.Closed : Outcome.Refused;
    }
}
