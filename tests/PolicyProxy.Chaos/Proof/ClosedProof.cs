using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Proof;

/// <summary>No send is told that the window is closed while it is surely open by what was acknowledged before the send began.</summary>
internal sealed class ClosedProof(RunHistory history, Conversations conversations, Outages outages)
{
    public Finding Prove()
    {
        var violations = new List<Violation>();
        var (closed, unknowable, temporary, open) = (0, 0, 0, 0);
        foreach (var send in history.Sends)
        {
            foreach (var element in send.Elements)
            {
                if (element.Outcome == Outcome.Temporary) temporary++;
                if (element.Outcome is Outcome.Delivered or Outcome.Allowed) open++;
                if (element.Outcome != Outcome.Closed) continue;

                closed++;
                var surelyOpen = conversations.Of(element.Conversation).Where(told => IsSurelyOpen(told, element, send)).ToList();
                if (surelyOpen.Count == 0) continue;
                if (surelyOpen.Find(told => IsKnowable(told, send)) is { } known) violations.Add(Describe(send, element, known));
                else unknowable++;
            }
        }

        return new(
            $"3. {closed} sends were told that the window is closed, rightly or ({unknowable}) because it could not be known to be open "
            + $"(the other gateway was cut off from the store, or the store's loss took them); {temporary} got a temporary answer, {open} were allowed",
            violations);
    }

    private bool IsSurelyOpen(StampedEvent told, SendElement element, SendAttempt send) =>
        told.Delivery.IsAcknowledged()
        && told.Delivery.End < send.Start
        && told.Earliest + ChaosChannel.Of(element.Conversation).Window.TotalMilliseconds > send.End.WallMilliseconds + history.ClockSlack.TotalMilliseconds;

    private bool IsKnowable(StampedEvent told, SendAttempt send) =>
        !outages.MayBeUnknown(told.Delivery, send.Gateway, send.Start) && !outages.MayBeLost(told.Delivery, send.End);

    private Violation Describe(SendAttempt send, SendElement element, StampedEvent known)
    {
        var faults = history.Faults.Where(fault => fault.Start < send.End && fault.End > known.Delivery.Start).Select(fault => $"\n      fault {fault}");
        return new(
            Kinds.FalseClosed,
            $"{send}: {element.Id} for {element.Conversation} was told that the window is closed, but it was open by\n      {known}{string.Concat(faults)}");
    }
}
