using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Proof;

/// <summary>Every webhook that was acknowledged reached the helpdesk with identical bytes, and none with a forged signature did.</summary>
internal static class WebhookProof
{
    public static Finding Prove(RunHistory history)
    {
        var arrived = history.Helpdesk.ToLookup(arrival => arrival.Ids[0]);
        var violations = new List<Violation>();
        var (acknowledged, forged) = (0, 0);
        foreach (var webhook in history.Webhooks)
        {
            var arrivals = arrived[webhook.Id].ToList();
            if (webhook.IsForged)
            {
                forged++;
                if (arrivals.Count > 0) violations.Add(new(Kinds.ForgedWebhook, $"{webhook}: the helpdesk got it at {arrivals[0].At}"));
                else if (webhook.IsAcknowledged()) violations.Add(new(Kinds.ForgedWebhook, $"{webhook}"));
                continue;
            }

            if (!webhook.IsAcknowledged()) continue;
            acknowledged++;
            if (arrivals.Exists(arrival => arrival.Hash == webhook.Hash)) continue;
            violations.Add(new(Kinds.LostWebhook, arrivals.Count == 0
                ? $"{webhook}: the helpdesk never got it"
                : $"{webhook}: the helpdesk got other bytes at {arrivals[0].At}"));
        }

        return new(
            $"1. {acknowledged} webhooks of {history.Webhooks.Count} were acknowledged and reached the helpdesk byte for byte; of {forged} forged ones none did",
            violations);
    }
}
